"""The fault proxy against a small real server and a real client: each fault does what its name says, and nothing more."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tests.parts.certificates import Authority, self_signed
from tests.parts.fault_proxy import FaultProxy
from tests.parts.faults import Answer, CutAnswer, CutBefore, CutRequest, Delay, Hang, captive_portal, unavailable
from tests.parts.waiting import wait_until

BODY = b"x" * 5000


class Recorder(ThreadingHTTPServer):
    """A server that keeps what reached it whole."""

    daemon_threads = True

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.broken: list[int] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Recorder
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.server.broken.append(len(body))
            return
        self.server.bodies.append(body)
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:  # an answer whose length only the end of the connection tells
        self.send_response(304 if self.headers.get("If-None-Match") else 200)
        self.send_header("Connection", "close")
        self.end_headers()
        if not self.headers.get("If-None-Match"):
            self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(recorder: Recorder) -> Iterator[FaultProxy]:
    with FaultProxy(recorder.url) as between:
        yield between


@pytest.fixture
def client() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_without_orders_requests_pass_unchanged_on_one_connection(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    for number in range(3):
        answer = client.post(proxy.url, data=BODY + bytes([number]), timeout=10)
        assert (answer.status_code, answer.content) == (201, BODY + bytes([number]))
    assert [body[-1] for body in recorder.bodies] == [0, 1, 2]
    assert len(proxy._open) == 1, "the client's connection was not kept"


def test_an_answer_without_a_stated_length_and_one_without_a_body_pass(proxy: FaultProxy, client: requests.Session) -> None:
    assert client.get(proxy.url, timeout=10).content == BODY
    assert client.get(proxy.url, headers={"If-None-Match": '"a"'}, timeout=10).status_code == 304


def test_a_chunked_request_passes(proxy: FaultProxy, client: requests.Session) -> None:
    with pytest.raises(requests.ConnectionError):  # the small server cannot read chunks; that it was asked is what counts
        client.post(proxy.url, data=iter([b"one", b"two"]), timeout=10)
    assert [exchange.method for exchange in proxy.exchanges] == ["POST"]


def test_cut_before_keeps_the_request_from_the_server(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    client.post(proxy.url, data=b"first", timeout=10)
    proxy.next(CutBefore())
    with pytest.raises(requests.ConnectionError):
        client.post(proxy.url, data=BODY, timeout=10)
    assert recorder.bodies == [b"first"]
    assert client.post(proxy.url, data=BODY, timeout=10).status_code == 201, "a fault meets one request alone"


def test_cut_request_lets_the_server_see_only_a_part(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    proxy.next(CutRequest(after=2000))
    with pytest.raises(requests.ConnectionError):
        client.post(proxy.url, data=BODY, timeout=10)
    assert recorder.bodies == []
    assert len(recorder.broken) == 1
    assert 0 < recorder.broken[0] < 2000


@pytest.mark.parametrize("after", [0, 1, 50, 2000])
def test_cut_answer_lets_the_server_work_and_the_client_not_know(
    after: int, proxy: FaultProxy, recorder: Recorder, client: requests.Session
) -> None:
    proxy.next(CutAnswer(after=after))
    with pytest.raises(requests.RequestException):
        client.post(proxy.url, data=BODY, timeout=10)
    assert recorder.bodies == [BODY]
    assert proxy.exchanges[0].status is None


def test_a_delay_outlasts_an_impatient_client_and_the_server_has_worked(
    proxy: FaultProxy, recorder: Recorder, client: requests.Session
) -> None:
    proxy.next(Delay(60))
    with pytest.raises(requests.ReadTimeout):
        client.post(proxy.url, data=BODY, timeout=0.2)
    wait_until(lambda: recorder.bodies == [BODY])


def test_a_short_delay_passes(proxy: FaultProxy, client: requests.Session) -> None:
    proxy.next(Delay(0.01))
    assert client.post(proxy.url, data=BODY, timeout=10).status_code == 201


def test_a_hanging_request_never_reaches_the_server(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    proxy.next(Hang())
    with pytest.raises(requests.ReadTimeout):
        client.post(proxy.url, data=BODY, timeout=0.2)
    assert recorder.bodies == []


def test_unavailable_says_when_to_come_back(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    proxy.next(unavailable(retry_after=7))
    answer = client.post(proxy.url, data=BODY, timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert recorder.bodies == []
    assert client.post(proxy.url, data=BODY, timeout=10).status_code == 201


def test_a_captive_portal_answers_200_with_a_page(proxy: FaultProxy, recorder: Recorder, client: requests.Session) -> None:
    proxy.always(captive_portal())
    for _ in range(2):
        answer = client.post(proxy.url, data=BODY, timeout=10)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/html")
    assert recorder.bodies == []
    proxy.heal()
    assert client.post(proxy.url, data=BODY, timeout=10).status_code == 201


def test_an_order_for_a_path_waits_for_it(proxy: FaultProxy, client: requests.Session) -> None:
    proxy.next(Answer(500), path="/wanted")
    assert client.post(f"{proxy.url}/other", data=b"", timeout=10).status_code == 201
    assert proxy.left == 1
    assert client.post(f"{proxy.url}/wanted", data=b"", timeout=10).status_code == 500
    assert proxy.left == 0
    assert [(exchange.path, exchange.status) for exchange in proxy.exchanges] == [("/other", 201), ("/wanted", 500)]


def test_down_breaks_kept_connections_and_refuses_new_ones_until_up(proxy: FaultProxy, client: requests.Session) -> None:
    url = proxy.url
    client.post(url, data=b"", timeout=10)
    proxy.down()
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            client.post(url, data=b"", timeout=10)
    proxy.up()
    assert proxy.url == url
    assert client.post(url, data=b"", timeout=10).status_code == 201


def test_a_server_that_is_away_is_a_broken_connection(client: requests.Session, free_port: int) -> None:
    with FaultProxy(f"http://127.0.0.1:{free_port}") as proxy, pytest.raises(requests.ConnectionError):
        client.post(proxy.url, data=b"", timeout=10)


def test_a_certificate_by_the_county_is_trusted_with_its_authority_alone(
    recorder: Recorder, client: requests.Session, authority: Authority
) -> None:
    with FaultProxy(recorder.url, certificate=authority.certify()) as proxy:
        assert client.post(proxy.url, data=BODY, timeout=10, verify=str(authority.certificate)).status_code == 201
        proxy.next(CutAnswer())
        with pytest.raises(requests.ConnectionError):
            client.post(proxy.url, data=BODY, timeout=10, verify=str(authority.certificate))
        with pytest.raises(requests.exceptions.SSLError):
            client.post(proxy.url, data=BODY, timeout=10)


@pytest.mark.parametrize("wrong", ["self-signed", "other host"])
def test_a_wrong_certificate_is_not_trusted_and_no_request_is_sent(
    wrong: str, recorder: Recorder, client: requests.Session, authority: Authority, tmp_path: Path
) -> None:
    certificate = self_signed(tmp_path) if wrong == "self-signed" else authority.certify("elsewhere.example")
    with FaultProxy(recorder.url, certificate=certificate) as proxy:
        with pytest.raises(requests.exceptions.SSLError):
            client.post(proxy.url, data=BODY, timeout=10, verify=str(authority.certificate))
        assert proxy.exchanges == []
        # A client says what it thinks of a certificate after its side of the handshake, so the proxy may hear of it later.
    assert recorder.bodies == []
