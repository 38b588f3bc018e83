#!/usr/bin/env bash
# The accountant asks for a voucher, another person reads exactly what will happen, and approves it.
#
#     bash docs/examples/approvals.sh http://127.0.0.1:8000
set -euo pipefail
address=$1
source "$(dirname "${BASH_SOURCE[0]}")/hesabu.sh"

sign_in accountant hesabu-demo-2026
business=$(ask approvals MyBusinesses '{}' | field id)
asked=$(ask approvals PostJournalEntry "{\"input\": {
  \"business\": \"$business\", \"day\": \"$(TZ=Africa/Nairobi date +%F)\", \"description\": \"Cash was short\",
  \"lines\": [{\"accountCode\": \"5900\", \"debit\": \"20\"}, {\"accountCode\": \"1020\", \"credit\": \"20\"}],
  \"idempotencyKey\": \"voucher-$$-$RANDOM\"}}")
request=$(grep -o 'apr_[A-Za-z0-9_-]*' <<< "$asked")

sign_in approver hesabu-demo-2026
seen=$(ask approvals Request "{\"id\": \"$request\"}")
echo "$seen"
given=$(ask approvals ApproveRequest "{\"input\": {
  \"approval\": \"$request\", \"digest\": \"$(field digest <<< "$seen")\", \"comment\": \"counted again\"}}")
echo "$(field state <<< "$given") $(field voucherState <<< "$given")"
