// Every GraphQL operation of the account page. A test validates each against the schema.

const gql = String.raw;

const PROBLEM_FIELDS = gql`
  fragment ProblemFields on Problem { code field message }
`;

export const WHO = gql`
  query Who { me { username } }
`;

/** All that the page shows of the person who is signed in. */
export const ACCOUNT = gql`
  query Account {
    me {
      displayName
      username
      recoveryContact
      memberships { id role business { code name } }
      sessions { id device address since lastSeen current }
    }
    myInvitations { id businessName role invitedBy expiresAt }
  }
`;

export const SIGN_OUT = gql`
  mutation SignOut { signOut { __typename ...ProblemFields } }
  ${PROBLEM_FIELDS}
`;

export const REQUEST_RESET = gql`
  mutation RequestReset($username: String!) {
    requestPasswordReset(username: $username) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const RESET = gql`
  mutation Reset($code: String!, $newPassword: String!) {
    resetPassword(code: $code, newPassword: $newPassword) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const JOIN = gql`
  mutation Join(
    $token: String!
    $contact: String! = ""
    $displayName: String! = ""
    $username: String! = ""
    $password: String! = ""
  ) {
    acceptInvite(
      token: $token
      contact: $contact
      displayName: $displayName
      username: $username
      password: $password
    ) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const ACCEPT = gql`
  mutation Accept($invitation: ID!) {
    acceptInvitation(invitation: $invitation) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const DECLINE = gql`
  mutation Decline($invitation: ID!) {
    declineInvitation(invitation: $invitation) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const LEAVE = gql`
  mutation Leave($business: String!) {
    leaveBusiness(business: $business) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const CHANGE_PASSWORD = gql`
  mutation ChangePassword($secret: String!, $newPassword: String!) {
    changePassword(secret: $secret, newPassword: $newPassword) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const SET_CONTACT = gql`
  mutation SetContact($secret: String!, $email: String! = "", $phone: String! = "") {
    setRecoveryContact(secret: $secret, email: $email, phone: $phone) {
      __typename
      ... on CodeSent { to }
      ...ProblemFields
    }
  }
  ${PROBLEM_FIELDS}
`;

export const CONFIRM_CONTACT = gql`
  mutation ConfirmContact($code: String!) {
    confirmRecoveryContact(code: $code) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const END_SESSION = gql`
  mutation EndSession($session: ID!) {
    endSession(session: $session) { __typename ...ProblemFields }
  }
  ${PROBLEM_FIELDS}
`;

export const END_SESSIONS = gql`
  mutation EndSessions { endSessions { __typename ...ProblemFields } }
  ${PROBLEM_FIELDS}
`;
