#!/usr/bin/env bash
# A customer, an invoice, a prompt on the customer's phone, and the invoice when it is PAID.
#
#     bash docs/examples/billing.sh http://127.0.0.1:8000 http://127.0.0.1:8010
set -euo pipefail
address=$1 daraja=$2
source "$(dirname "${BASH_SOURCE[0]}")/hesabu.sh"

sign_in owner hesabu-demo-2026
tills=$(ask billing Tills '{}')
till=$(field id <<< "$tills")
business=$(grep -o '"business":{"id":"[^"]*"' <<< "$tills" | head -n 1 | cut -d '"' -f 6)

customer=$(ask billing CreateCustomer "{\"input\": {
  \"business\": \"$business\", \"name\": \"Wanjiru\", \"phone\": \"0700 000 150\",
  \"idempotencyKey\": \"customer-$$-$RANDOM\"}}")
invoice=$(ask billing CreateInvoice "{\"input\": {
  \"customer\": \"$(field id <<< "$customer")\", \"idempotencyKey\": \"invoice-$$-$RANDOM\",
  \"lines\": [{\"description\": \"Water, cubic metres\", \"quantity\": \"2.5\", \"unitPrice\": \"100\"}]}}" | field id)
ask billing IssueInvoice "{\"input\": {\"invoice\": \"$invoice\"}}"
ask billing RequestPayment "{\"input\": {
  \"till\": \"$till\", \"phone\": \"0700 000 150\", \"amount\": \"250\", \"idempotencyKey\": \"request-$$-$RANDOM\",
  \"accountReference\": \"$(field accountNumber <<< "$customer")\"}}"

# The customer enters the PIN, once the phone has rung; only the local Daraja has this.
curl -sf --retry 20 --retry-all-errors --retry-delay 1 "$daraja/_sandbox/approve" -d '{"msisdn": "254700000150"}'

# curl follows no subscription: it asks again.
for _ in $(seq 60); do
  now=$(ask billing Invoice "{\"id\": \"$invoice\"}")
  [ "$(field state <<< "$now")" = PAID ] && break
  sleep 1
done
echo "$(field number <<< "$now") $(field state <<< "$now") $(field due <<< "$now")"
