"""What a business asks its customers to pay. customers/ knows whom, invoicing/ what for."""
