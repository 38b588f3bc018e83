// Coming in for the first time, and choosing a new PIN.

import { operation, PERSON, PROBLEMS } from "../../client/operation.js";

export const PLACE = operation(
  "PlayPlace",
  `query PlayPlace($business: ID!) { placeToPlay(business: $business) { name licenceNumber playMoney } }`,
);

export const REQUEST_CODE = operation(
  "PlayRequestCode",
  `mutation PlayRequestCode($input: RequestCodeInput!) { requestCode(input: $input) { goodUntil problems { ...Problems } } } ${PROBLEMS}`,
);

export const SIGN_UP = operation(
  "PlaySignUp",
  `mutation PlaySignUp($input: SignUpInput!) {
    signUp(input: $input) { me { ...Person } problems { ...Problems } }
  }
  ${PERSON}
  ${PROBLEMS}`,
);

export const RESET_PIN = operation(
  "PlayResetPin",
  `mutation PlayResetPin($input: ResetPinInput!) { resetPin(input: $input) { problems { ...Problems } } } ${PROBLEMS}`,
);
