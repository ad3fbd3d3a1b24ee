"""One run: an emulator, three stacks in it, a publisher and a mail server.

`watch` is a new deployment of the current template. `old` is the template of the last release; it
is upgraded in place while `watch` waits for its schedule, to save minutes. `walled` is a deployment
that the publisher refuses; a reader elsewhere works for it in the same time.
"""

from collections.abc import Iterator

import boto3
import pytest

from e2e import sam, subscribers
from e2e.emulator import Emulator
from e2e.feeds import burst_feed, first_feed, raised_feed, second_feed
from e2e.local_aws import a_local_aws, a_new_run
from e2e.mail_server import MailServer, run_mail_server
from e2e.progress import LOG, wait_for
from e2e.reader import ONE, Reader, Silence
from e2e.stack import Item, Stack, Upgrade
from support.aws.template import ROOT
from support.publishers.http_publisher import Site, an_answer, publisher

WITH_SITE = {"Site": "yes"}
"""The public site moved to another template; its bucket stays."""


@pytest.fixture(scope="session", autouse=True)
def run() -> Iterator[None]:
    """Delete the results of the last run, and hide the AWS account of this machine."""
    with a_new_run():
        yield


@pytest.fixture(scope="session")
def local(run: None) -> Iterator[Emulator]:
    """Start the emulator, and build the template meanwhile."""
    del run
    with a_local_aws() as local:
        yield local


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Open a publisher that serves the first capture for both stacks."""
    with publisher() as site:
        for name in ("watch", "old", "walled"):
            site.play(f"/{name}/us_state/rss", an_answer(first_feed()))
        yield site


@pytest.fixture(scope="session")
def mail_server(local: Emulator) -> Iterator[MailServer]:
    """Open the mail server."""
    with run_mail_server(local) as mail_server:
        yield mail_server


@pytest.fixture(scope="session")
def old(local: Emulator, site: Site, mail_server: MailServer) -> Stack:
    """Deploy the last release."""
    built = sam.previous_built()
    old = sam.deploy(local, "old", built, sam.parameters_of(sam.PREVIOUS) | WITH_SITE)
    connect(old, site, mail_server)
    return old


@pytest.fixture(scope="session")
def watch(old: Stack, local: Emulator, site: Site, mail_server: MailServer) -> Stack:
    """Deploy the current template, with three more subscribers than its parameters name."""
    del old  # its schedule is already running
    current = sam.BUILT / "template.yaml"
    more = {**WITH_SITE, "SignManifests": "yes", "OperatorEmail": sam.OPERATOR}
    more["SiteUrl"], more["EventBus"] = "https://advice.example.org", subscribers.BUS
    more["WideFromDocuments"] = (
        "1000"  # above every source, so that only the worker itself is tested
    )
    boto3.client("events").create_event_bus(Name=subscribers.BUS)
    for name, pattern in subscribers.RULES.items():
        subscribers.open_rule(subscribers.BUS, name, pattern)
    parameters = sam.parameters_of(sam.CURRENT) | more
    watch = sam.deploy(local, "watch", current, parameters)
    russia = subscribers.RUSSIA_READER
    subscribers.subscribe(watch, "email", russia, "email", destination=["RU"])
    subscribers.subscribe(watch, "https", subscribers.WEBHOOK, "data")
    subscribers.open_queue(watch, "programs")
    subscribers.allow_to_describe(watch, subscribers.BUS)
    connect(watch, site, mail_server)
    return watch


def connect(stack: Stack, site: Site, mail_server: MailServer) -> None:
    """Point a stack to our publisher, and its messages to our mail server."""
    stack.forget()
    stack.set_endpoints(site.url(f"/{stack.name}"))
    for function in stack.publishing_functions():
        # the code is of today, and an older template does not name the stack
        settings = {"STACK_NAME": stack.name, "AWS_ENDPOINT_URL_SNS": mail_server.url}
        stack.set_environment(function, **settings)
    mail_server.forget(stack.outputs["AlertsTopic"])
    mail_server.serve(stack.name, stack.outputs["AlertsTopic"])


@pytest.fixture(scope="session")
def reader(local: Emulator, site: Site) -> Reader:
    """Make the key of a reader at a connection that the publisher answers."""
    return Reader(local, site.url("/walled"))


@pytest.fixture(scope="session")
def walled(local: Emulator, site: Site, mail_server: MailServer, reader: Reader) -> Stack:
    """Deploy a stack that the publisher refuses by its `User-Agent`; it trusts the reader."""
    contact = "https://example.org/walled"
    site.wall_off(f"+{contact}", an_answer(b"", status=407))
    more = {"Contact": contact, "Readers": reader.entry}
    parameters = sam.parameters_of(sam.CURRENT) | more
    walled = sam.deploy(local, "walled", sam.BUILT / "template.yaml", parameters)
    connect(walled, site, mail_server)
    walled.set_environment("NotifyFunction", POWERTOOLS_LOGGER_LOG_EVENT="true")
    reader.receive_credentials(walled)
    return walled


@pytest.fixture(scope="session")
def silence(walled: Stack, reader: Reader) -> Silence:
    """Check the source before the reader has read it."""
    return Silence(answer=walled.invoke("CheckFunction", ONE), doctor=reader.doctor())


@pytest.fixture(scope="session")
def raised(silence: Silence, walled: Stack, reader: Reader, site: Site) -> Iterator[int]:
    """Start the reader, and publish a raise once the stack has its first page.

    Yields the number of requests that the stack has sent so far.
    """
    del silence
    with reader.reading():
        wait_for(reader.objects, "a first object of the reader", 60)
        assert walled.invoke("CheckFunction", ONE) == {"sources": 1, "failures": 0}
        asked = reader.requests_of_the_stack(site)
        site.play("/walled/us_state/rss", an_answer(raised_feed()))
        yield asked


@pytest.fixture(scope="session")
def first_check(watch: Stack, raised: int, site: Site) -> Item:
    """Wait for the first scheduled check; then publish the changes."""
    del raised  # the reader works meanwhile
    start_event = watch.scheduled_check(1)
    site.play("/watch/us_state/rss", an_answer(second_feed()))
    return start_event


@pytest.fixture(scope="session")
def upgrade(
    first_check: Item, old: Stack, local: Emulator, site: Site, mail_server: MailServer
) -> Upgrade:
    """Let the old stack record its data, then deploy the current template over it."""
    del first_check  # by now the old stack has checked too
    old.scheduled_check(1)
    site.play("/old/us_state/rss", an_answer(second_feed()))
    old.invoke("CheckFunction", {"sources": ["us_state"]})
    # the stream sends: a scheduled run of today asks for permissions that the old role lacks
    wait_for(lambda: len(old.items("SENT#")) >= 3, "three alerts sent", 120)
    outputs, items, pages = dict(old.outputs), old.items(), old.pages()
    current = sam.BUILT / "template.yaml"
    new = sam.deploy(local, "old", current, sam.parameters_of(sam.CURRENT) | WITH_SITE)
    new.invoked_by_tests = old.invoked_by_tests
    subscribers.open_queue(new, "burst")
    checks = new.scheduled_checks()
    emails, texts = mail_server.emails_to("old", sam.READER), mail_server.texts_to("old", sam.PHONE)
    site.play("/old/us_state/rss", an_answer(burst_feed()))
    connect(new, site, mail_server)
    return Upgrade(
        stack=new,
        outputs=outputs,
        items=items,
        pages=pages,
        checks=checks,
        emails=len(emails),
        texts=len(texts),
    )


@pytest.fixture(scope="session")
def second_check(watch: Stack, first_check: Item, upgrade: Upgrade) -> Item:
    """Wait for the second scheduled check, which reads the changes; the upgrade runs meanwhile."""
    del first_check, upgrade
    return watch.scheduled_check(2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the log of the run."""
    if LOG.exists() and not terminalreporter.config.option.collectonly:
        terminalreporter.section(f"log ({LOG.relative_to(ROOT)})")
        for line in LOG.read_text().splitlines():
            terminalreporter.line(line[:400])
