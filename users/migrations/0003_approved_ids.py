"""Who was approved with an ID number is found by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="kycsubmission",
            index=models.Index(
                condition=models.Q(("state", "APPROVED")),
                fields=["business", "id_index"],
                name="kyc_approved_id",
            ),
        ),
    ]
