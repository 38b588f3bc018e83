"""Every call of django-daraja, against the sandbox that standard input names; prints the response codes."""

import json
import sys

given = json.load(sys.stdin)

from django.conf import settings  # noqa: E402

settings.configure(
    BASE_DIR=given["folder"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django_daraja"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    MPESA_ENVIRONMENT="sandbox",
    MPESA_CONSUMER_KEY="sandbox-key",
    MPESA_CONSUMER_SECRET="sandbox-secret",
    MPESA_SHORTCODE=given["shortcode"],
    MPESA_EXPRESS_SHORTCODE=given["shortcode"],
    MPESA_PASSKEY=given["passkey"],
    MPESA_INITIATOR_USERNAME="testapi",
    MPESA_INITIATOR_SECURITY_CREDENTIAL=given["password"],
)

import django  # noqa: E402

django.setup()
from django.core.management import call_command  # noqa: E402
from django_daraja.mpesa import core, utils  # noqa: E402

call_command("migrate", verbosity=0)
core.api_base_url = utils.api_base_url = lambda: given["base_url"] + "/"
client = core.MpesaClient()
phone, url = given["phone"], given["url"]
answers = {
    "push": client.stk_push(phone, 5, "INV-7", "Payment", url),
    "business": client.business_payment(phone, 10, "Refund", url, "none"),
    "salary": client.salary_payment(phone, 10, "Salary", url, "none"),
    "promotion": client.promotion_payment(phone, 10, "Prize", url, "none"),
}
print(json.dumps({name: answer.response_code for name, answer in answers.items()}))
