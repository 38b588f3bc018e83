// GraphiQL over our two doors: operations by POST with the CSRF token, subscriptions by a socket.

import { createClient } from "/static/console/vendor/graphql-ws.js";

const QUESTION = `# Who am I? Nobody, until you have signed in: in the console at /, or here by signIn.
# Lists are connections, ids are opaque, money is text in shillings. Ctrl-Space shows what there is.
{
  me {
    username
    memberships { nodes { role business { id code name } } }
  }
}
`;

const cookie = (name) =>
  document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

const socket = createClient({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  retryAttempts: 0,
});

async function post(operation) {
  const answer = await fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify(operation),
  });
  return answer.json();
}

// By the text: what GraphiQL has parsed may be older than what is asked.
function isSubscription({ query, operationName }) {
  const text = query.replace(/#.*$/gm, "");
  return operationName
    ? new RegExp(`\\bsubscription\\s+${operationName}\\b`).test(text)
    : /(^|\})\s*subscription\b/.test(text);
}

// What can be asked is two schemas, one of each door: GraphiQL is given both in one.
const readSchema = async () => (await fetch("/graphql/schema.json")).json();

function fetcher(operation) {
  if (operation.operationName === "IntrospectionQuery") return readSchema();
  return isSubscription(operation) ? socket.iterate(operation) : post(operation);
}

ReactDOM.createRoot(document.getElementById("explorer")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: QUESTION, isHeadersEditorEnabled: false }),
);
