# Speak to Hesabu with curl: `sign_in NAME SECRET`, `ask FILE OPERATION VARIABLES`, `field NAME`. To be sourced.

here=$(dirname "${BASH_SOURCE[0]}")
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT

# One operation of a .graphql file; prints the answer, fails where something was refused.
ask() {
  local token answer document
  token=$(awk '/csrftoken/ {print $7}' "$jar")
  document=$(tr '\n' ' ' < "$here/$1.graphql")
  answer=$(curl -s -b "$jar" -c "$jar" -H "X-CSRFToken: $token" -H 'Content-Type: application/json' \
    "$address/graphql" -d "{\"query\": \"$document\", \"operationName\": \"$2\", \"variables\": $3}")
  if grep -q '"message":' <<< "$answer"; then
    echo "$answer" >&2
    return 1
  fi
  echo "$answer"
}

# The first text of that name in an answer.
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

sign_in() {
  rm -f "$jar"
  curl -s -c "$jar" "$address/graphql" -o /dev/null # brings the CSRF cookie
  ask signing-in SignIn "{\"input\": {\"identifier\": \"$1\", \"secret\": \"$2\"}}"
}
