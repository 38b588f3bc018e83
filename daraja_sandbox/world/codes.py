"""M-PESA's result codes with their texts, and the refusals of the gateway that faults can order."""

from typing import Any

from daraja_sandbox.world.errors import Refusal

# code -> (text of the callback, text of the query); the two differ at Safaricom too (reference 3.1).
STK_RESULTS: dict[str, tuple[str, str]] = {
    "0": ("The service request is processed successfully.",) * 2,
    "1": (
        "The balance is insufficient for the transaction.",
        "The balance is insufficient for the transaction",
    ),
    "2": ("The amount is less than the minimum transaction value.",) * 2,
    "3": ("The amount is more than the maximum transaction value.",) * 2,
    "4": ("The transaction would exceed the daily transfer limit.",) * 2,
    "8": ("The receiving account would exceed its maximum balance.",) * 2,
    "11": ("The DebitParty is in an invalid state.",) * 2,
    "14": ("The CreditParty is in an invalid state.",) * 2,
    "17": ("The same amount was sent to the same customer too soon, wait two minutes.",) * 2,
    "26": ("System busy. The service request is blocked, please try again.",) * 2,
    "1001": ("Unable to lock subscriber, a transaction is already in process.",) * 2,
    "1019": ("Transaction has expired.",) * 2,
    "1025": ("An error occurred while sending a push request.",) * 2,
    "1031": ("Request cancelled by user", "Request cancelled by user."),
    "1032": ("Request canceled by user.", "Request cancelled by user"),
    "1036": ("SMSC ACK timeout.",) * 2,
    "1037": ("No response from user.", "DS timeout user cannot be reached."),
    "1101": ("Invalid Input parameter 'Prompt message prefix', length <94",) * 2,
    "2001": ("The initiator information is invalid.",) * 2,
    "2028": ("The request is not permitted according to product assignment.",) * 2,
    "4999": ("The transaction is still under processing",) * 2,
    "8006": ("The security credential is locked.",) * 2,
    "9999": ("An error occurred while sending a push request.",) * 2,
    "SFC_IC0003": ("The operator does not exist.",) * 2,
}

# Reference 3.2.
RESULTS: dict[str, str] = {
    "0": "The service request is processed successfully.",
    "1": "The balance is insufficient for the transaction.",
    "2": "Declined due to limit rule: less than the minimum transaction amount.",
    "3": "Declined due to limit rule: greater than the maximum transaction amount.",
    "4": "Declined due to limit rule: would exceed daily transfer limit.",
    "8": "Declined due to limit rule: would exceed the maximum balance.",
    "11": "The DebitParty is in an invalid state.",
    "14": "The CreditParty is in an invalid state.",
    "15": "Duplicate OriginatorConversationID detected.",
    "17": "Internal failure.",
    "18": "Initiator credential check failure.",
    "19": "Message sequencing failure.",
    "20": "Unresolved initiator.",
    "21": "The initiator is not allowed to initiate this request.",
    "22": "Initiator to primary party validation failure.",
    "24": "Missing mandatory fields.",
    "25": "The format of parameter {parameter} is invalid.",
    "26": "Traffic blocking condition in place.",
    "29": "Invalid command.",
    "1005": "System error.",
    "2001": "The initiator information is invalid.",
    "2006": "Declined due to account rule: the account status does not allow this transaction.",
    "2007": "The identity is invalid.",
    "2020": "The request is invalid.",
    "2028": "The request is not permitted according to product assignment.",
    "2029": "The request is not permitted.",
    "2033": "The transaction receipt number does not exist.",
    "2040": "Credit Party customer type (Unregistered or Registered Customer) can't be supported by the"
    " service.",
    "2043": "The request was declined.",
    "2051": "The MSISDN is invalid.",
    "2202": "The request was declined.",
    "8006": "The security credential is locked.",
    "SFC_IC0003": "The operator does not exist.",
    "R000001": "The transaction has already been reversed.",
    "R000002": "The OriginalTransactionID is invalid.",
    "TP40153": "The operator does not have the permission.",
    **{
        str(100_000_000 + number): text
        for number, text in enumerate(
            (
                "Request was cached, waiting for resending.",
                "The system is overload.",
                "Throttling error.",
                "Exceed the limitation of the license.",
                "Internal Server Error.",
                "Invalid input value.",
                "Invalid access permission.",
                "Abnormal service status.",
                "The API is unavailable.",
                "Message format is wrong.",
                "Insufficient permission.",
                "The request rate exceeds the limit.",
            )
        )
    },
}

_MANY = "500.001.1001"
# Names for the fault `refuse`: what no request alone can provoke (reference 1.2, 1.3, 3.3).
REFUSALS: dict[str, tuple[int, str, str]] = {
    "spike_arrest": (500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
    "busy": (500, "500.003.02", "System is busy. Please try again in few minutes."),
    "quota": (500, "500.003.03", "Error Occurred: Quota Violation"),
    "internal": (500, "500.003.1001", "Internal Server Error"),
    "maintenance": (500, "500.002.1001", "The service is temporarily unable to handle the request."),
    "maintenance_short": (500, "00.002.1001", "Service is under maintenance. Try again later."),
    "threat": (400, "400.002.02", "Bad Request - Threat Detected"),
    "bad_request": (400, "400.003.02", "Bad Request"),
    "product_token": (401, "401.003.01", "Invalid Access Token"),
    "not_authorised": (403, "403.002.1001", "The initiator is not authorized to initiate this request."),
    "aggregator": (500, "500.003.1001", "Duplicate notification info"),
    "lock": (
        500,
        _MANY,
        "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    ),
    "no_merchant": (500, _MANY, "Merchant does not exist"),
    "wrong_credentials": (500, _MANY, "[MerchantValidate] - Wrong credentials"),
    "processing": (500, _MANY, "The transaction is being processed"),
    "no_transaction": (500, _MANY, "The transaction does not Exist"),
    "empty_message": (500, _MANY, ""),
    "server_error": (500, _MANY, "Internal Server Error"),
}

NO_PRODUCT = {
    "fault": {
        "faultstring": "Invalid API call as no apiproduct match found",
        "detail": {"errorcode": "keymanagement.service.InvalidAPICallAsNoApiProductMatchFound"},
    }
}
_CALLOUT = "Execution of ServiceCallout Register failed. Reason: ResponseCode 409 is treated as error"
_CALLOUT_CODE = {"errorcode": "steps.servicecallout.ExecutionFailed"}
# The gateway's own fault, plain and as an envelope inside an envelope (reference 1.3).
OTHER_SHAPES: dict[str, tuple[int, dict[str, Any]]] = {
    "no_product": (401, NO_PRODUCT),
    "gateway": (500, {"fault": {"faultstring": _CALLOUT, "detail": _CALLOUT_CODE}}),
    "gateway_nested": (
        500,
        {
            "Envelope": {
                "Body": {
                    "Fault": {
                        "faultcode": "Server",
                        "faultstring": _CALLOUT,
                        "detail": {"source": _CALLOUT_CODE},
                    }
                }
            }
        },
    ),
}


def result_text(code: str, parameter: str = "null") -> str:
    """The text of an asynchronous result."""
    text = RESULTS.get(code) or STK_RESULTS[code][0]
    return text.format(parameter=parameter) if code == "25" else text


def stk_texts(code: str) -> tuple[str, str]:
    """The texts of callback and query."""
    return STK_RESULTS.get(code) or (result_text(code),) * 2


def refusal_named(name: str) -> Refusal:
    if name in OTHER_SHAPES:
        status, body = OTHER_SHAPES[name]
        return Refusal(status, "", "", body)
    return Refusal(*REFUSALS[name])
