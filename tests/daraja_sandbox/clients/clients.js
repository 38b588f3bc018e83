// Every call of mpesa-node and daraja.js, against the sandbox that standard input names.
// Prints what each answered: the response code, or the error.
const fs = require("fs");
const { createRequire } = require("module");

const given = JSON.parse(fs.readFileSync(0, "utf8"));
const load = createRequire(given.modules + "/");

async function tell(calls) {
  const told = {};
  for (const [name, call] of Object.entries(calls)) {
    try {
      const answer = await call();
      const data = answer.data ?? answer;
      told[name] = data.ResponseCode ?? data.access_token?.length ?? JSON.stringify(data);
      if (name === "push") given.checkout = data.CheckoutRequestID;
    } catch (error) {
      told[name] = JSON.stringify(error.response?.data ?? String(error));
    }
  }
  return told;
}

function mpesaNode() {
  const Mpesa = load("mpesa-node");
  const client = new Mpesa({
    consumerKey: "sandbox-key",
    consumerSecret: "sandbox-secret",
    environment: "sandbox",
    shortCode: given.shortcode,
    initiatorName: "testapi",
    lipaNaMpesaShortCode: given.shortcode,
    lipaNaMpesaShortPass: given.passkey,
    securityCredential: given.password,
    certPath: given.certificate,
  });
  client.baseURL = given.base;
  const { shortcode, phone, result, timeout, push } = given;
  return tell({
    oAuth: () => client.oAuth(),
    register: () => client.c2bRegister(given.confirmation, given.confirmation),
    simulate: () => client.c2bSimulate(phone, 20, "INV-7"),
    push: () => client.lipaNaMpesaOnline(phone, 5, push, "INV-7", "Payment"),
    query: async () => {
      await fetch(given.base + "/_sandbox/approve", { method: "POST", body: JSON.stringify({ msisdn: phone }) });
      return client.lipaNaMpesaQuery(given.checkout);
    },
    b2c: () => client.b2c(shortcode, phone, 10, timeout, result),
    b2b: () =>
      client.b2b(shortcode, given.receiver, 10, timeout, result, 4, 4, "testapi", "BusinessPayBill", "A1"),
    balance: () => client.accountBalance(shortcode, 4, timeout, result),
    status: () => client.transactionStatus(given.receipt, shortcode, 4, timeout, result),
    reversal: () => client.reversal(given.receipt, 300, timeout, result),
  });
}

function darajaJs() {
  const { Mpesa } = load("daraja.js");
  const client = new Mpesa({
    consumerKey: "sandbox-key",
    consumerSecret: "sandbox-secret",
    organizationShortCode: Number(given.shortcode),
    securityCredential: given.credential,
    initiatorPassword: given.password,
  });
  client._http.baseUrl = given.base;
  const { shortcode, phone, result, timeout, push } = given;
  const stk = () => client.stkPush().shortCode(shortcode).lipaNaMpesaPassKey(given.passkey);
  const both = (call) => call.shortCode(shortcode).resultURL(result).timeoutURL(timeout);
  return tell({
    register: () =>
      client.c2b().shortCode(shortcode).callbackURL(given.confirmation).confirmationURL(given.confirmation).validationURL(given.confirmation).registerURLS(),
    simulate: () => client.c2b().shortCode(shortcode).accountNumber("INV-7").amount(20).phoneNumber(phone).simulate(),
    push: () => stk().amount(5).callbackURL(push).phoneNumber(phone).accountNumber("INV-7").description("Payment").send(),
    query: async () => {
      await fetch(given.base + "/_sandbox/approve", { method: "POST", body: JSON.stringify({ msisdn: phone }) });
      return stk().checkoutRequestID(given.checkout).queryStatus();
    },
    b2c: () => both(client.b2c().amount(10).phoneNumber(phone)).send(),
    balance: () => both(client.accountBalance()).query(),
    status: () => both(client.transactionStatus().transactionID(given.receipt)).queryStatus(),
    reversal: () => both(client.reversal().amount(300).initiator("testapi").transactionID(given.receipt)).send(),
  });
}

({ "mpesa-node": mpesaNode, "daraja.js": darajaJs })[given.client]().then(
  (told) => console.log(JSON.stringify(told)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
