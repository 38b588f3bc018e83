import socket
import threading

import pytest
import requests

from tests.daraja_sandbox.daraja import STK, Daraja, accounts, new_phone, push_body
from tests.daraja_sandbox.sink import Sink


def paid(daraja: Daraja, sink: Sink, path: str) -> str:
    phone = new_phone()
    daraja.pushed(phone, sink.url + path)
    return str(daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone}).json()["receipt"])


def recorded(daraja: Daraja, url: str) -> list[dict[str, object]]:
    callbacks = daraja.sandbox.get("/_sandbox/callbacks").json()["callbacks"]
    return [callback for callback in callbacks if callback["url"] == url]


def test_delivered_once(daraja: Daraja, sink: Sink, path: str) -> None:
    paid(daraja, sink, path)

    daraja.sandbox.drain()

    assert len(sink.at(path)) == 1
    (row,) = recorded(daraja, sink.url + path)
    assert (row["state"], row["http_status"]) == ("delivered", 200)


def test_error_answer_is_recorded_and_never_tried_again(daraja: Daraja, sink: Sink, path: str) -> None:
    sink.answers[path] = (500, {"error": "down"})

    paid(daraja, sink, path)
    daraja.sandbox.drain()
    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 3600})
    daraja.sandbox.drain()

    assert len(sink.at(path)) == 1
    (row,) = recorded(daraja, sink.url + path)
    assert (row["state"], row["http_status"], row["answer"]) == ("failed", 500, '{"error": "down"}')


def test_nobody_listens(daraja: Daraja) -> None:
    phone = new_phone()
    daraja.pushed(phone, "http://127.0.0.1:9/hooks/none")
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})

    daraja.sandbox.drain()

    row = recorded(daraja, "http://127.0.0.1:9/hooks/none")[0]
    assert (row["state"], row["http_status"]) == ("failed", None)
    assert "ConnectionRefusedError" in str(row["answer"])


def test_slow_receiver_holds_up_nobody_else(daraja: Daraja, sink: Sink, path: str) -> None:
    hold = sink.holds[path] = threading.Event()
    for _ in range(20):
        paid(daraja, sink, path)
    sink.wait_for(path, 20)

    paid(daraja, sink, f"{path}/other")

    assert sink.wait_for(f"{path}/other")
    assert daraja.sandbox.get("/_sandbox/state").json()["callbacks"]["pending"] >= 20
    hold.set()
    daraja.sandbox.drain()
    assert len(sink.at(path)) == 20


def test_receiver_that_never_answers_is_given_up(daraja: Daraja, sink: Sink, path: str) -> None:
    daraja.sandbox.post("/_sandbox/switches", {"callback_seconds": "0.2"})
    hold = sink.holds[path] = threading.Event()

    paid(daraja, sink, path)
    daraja.sandbox.drain()

    hold.set()
    (row,) = recorded(daraja, sink.url + path)
    assert (row["state"], row["answer"]) == ("failed", "TimeoutError: no answer within 0.2 seconds")


def test_lost(daraja: Daraja, sink: Sink, path: str) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "stk", "times": 1})

    receipt = paid(daraja, sink, path)
    daraja.sandbox.drain()

    assert receipt
    assert sink.at(path) == []
    assert recorded(daraja, sink.url + path)[0]["state"] == "lost"
    paid(daraja, sink, path)
    assert len(sink.wait_for(path)) == 1


def test_repeated(daraja: Daraja, sink: Sink, path: str) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "repeat_callback", "call": "stk"})

    paid(daraja, sink, path)
    daraja.sandbox.drain()

    first, second = sink.at(path)
    assert first.text == second.text


def test_delayed(daraja: Daraja, sink: Sink, path: str) -> None:
    order = {"fault": "delay_callback", "call": "stk", "seconds": 600}
    daraja.sandbox.post("/_sandbox/faults", order)

    paid(daraja, sink, path)

    assert daraja.sandbox.post("/_sandbox/drain", {"timeout": 0}).json()["drained"] is False
    assert sink.at(path) == []
    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 600})
    sink.wait_for(path)


@pytest.mark.parametrize("how", ["close", "html"])
def test_lost_ack_of_an_accepted_push(daraja: Daraja, sink: Sink, path: str, how: str) -> None:
    phone = new_phone()
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "answer": "approve"})
    daraja.sandbox.post("/_sandbox/faults", {"fault": "lose_ack", "call": "stkpush", "how": how})

    if how == "close":
        with pytest.raises(requests.ConnectionError):
            daraja.push(phone, sink.url + path)
    else:
        answer = daraja.push(phone, sink.url + path)
        assert answer.status_code == 503
        assert "Incapsula incident ID" in answer.text

    (callback,) = sink.wait_for(path)
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == 0


@pytest.mark.parametrize(("fault", "status"), [("error_500", 500), ("html_503", 503), ("token_revoked", 404)])
def test_refused_push_leaves_no_prompt(
    daraja: Daraja, sink: Sink, path: str, fault: str, status: int
) -> None:
    phone = new_phone()
    daraja.sandbox.post("/_sandbox/faults", {"fault": fault, "call": "stk"})
    headers = {"Authorization": f"Bearer {daraja.token()}"}

    answer = daraja.sandbox.post(STK, push_body(phone, sink.url + path), headers=headers)

    assert answer.status_code == status
    prompts = daraja.sandbox.get("/_sandbox/state").json()["prompts"]
    assert not [prompt for prompt in prompts if prompt["msisdn"] == phone]
    again = daraja.sandbox.post(STK, push_body(phone, sink.url + path), headers=headers)
    assert again.status_code == (404 if fault == "token_revoked" else 200)
    if again.status_code == 200:
        daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_seeded_share_is_the_same_every_time(daraja: Daraja) -> None:
    order = {"fault": "error_500", "call": "oauth", "times": None, "rate": "0.5", "seed": 7}
    runs = []
    for _ in range(2):
        daraja.sandbox.post("/_sandbox/faults", order)
        url, app = "/oauth/v1/generate?grant_type=client_credentials", ("sandbox-key", "sandbox-secret")
        runs.append([daraja.sandbox.get(url, auth=app).status_code for _ in range(30)])
        daraja.sandbox.delete("/_sandbox/faults")

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


def test_many_at_once_each_exactly_once(daraja: Daraja, sink: Sink, path: str) -> None:
    before = accounts(daraja.sandbox, "174379")["Utility Account"]
    receipts = {paid(daraja, sink, path) for _ in range(50)}

    daraja.sandbox.drain()

    arrived = [callback.json["Body"]["stkCallback"] for callback in sink.at(path)]
    items = [{i["Name"]: i.get("Value") for i in stk["CallbackMetadata"]["Item"]} for stk in arrived]
    assert sorted(item["MpesaReceiptNumber"] for item in items) == sorted(receipts)
    assert accounts(daraja.sandbox, "174379")["Utility Account"] != before


@pytest.mark.parametrize(
    ("said", "state", "status", "kept"),
    [
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "delivered",
            200,
            "ok",
        ),
        (b"HTTP/1.0 201 Created\r\n\r\nuntil the end", "delivered", 201, "until the end"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "delivered", 204, ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", "failed", None, "BrokenAnswer"),
        (b"HTTP/1.1 99999999999999999999 ?\r\n\r\n", "failed", None, "BrokenAnswer"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "failed", None, "BrokenAnswer"),
        (b"", "failed", None, "BrokenAnswer"),
    ],
)
def test_odd_receivers(
    daraja: Daraja, path: str, said: bytes, state: str, status: int | None, kept: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_once, args=(server, said), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}{path}"
        phone = new_phone()
        daraja.pushed(phone, url)
        daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
        daraja.sandbox.drain()

    (row,) = recorded(daraja, url)
    assert (row["state"], row["http_status"]) == (state, status)
    assert str(row["answer"]).startswith(kept)


def answer_once(server: socket.socket, said: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65_536)


def test_address_that_cannot_be_one_fails_once(daraja: Daraja) -> None:
    url = f"http://{'x' * 70}.example/hooks"
    phone = new_phone()
    daraja.pushed(phone, url)
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})

    daraja.sandbox.drain()

    (row,) = recorded(daraja, url)
    assert row["state"] == "failed"
