"""An import is killed in the middle: run again, it loses nobody and doubles nobody."""

import pytest

from newsletter.models import Consent, Letter, Subscriber
from tests.factories import make_user
from tests.lists import WORDS, work
from tests.processes import database_url, manage, start

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 3_000


@pytest.mark.parametrize("attested", [True, False], ids=["attested", "asked"])
@pytest.mark.parametrize("when", ["looked through", "imported"])
def test_an_import_that_is_killed_and_run_again_brings_everybody_once(tmp_path, when, attested):
    make_user("nele")
    file = tmp_path / "readers.csv"
    file.write_text("email\n" + "".join(f"reader{n}@example.org\n" for n in range(READERS)))
    words = ["--attested-by", "nele", "--attestation", WORDS] if attested else []
    command = ["import_subscribers", str(file), *words]
    settings = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path), "DEBUG": "1"}

    with start(*command, **settings) as process:
        said = ""
        while when not in said:
            said += process.stderr.read(1)
        process.kill()
    midway = Subscriber.objects.count()
    again = manage(*command, **settings)
    work()

    assert midway < READERS
    assert again.returncode == 0, again.stderr
    assert Subscriber.objects.count() == Subscriber.objects.values("email").distinct().count() == READERS
    assert Consent.objects.values("subscriber").distinct().count() == Consent.objects.count() == READERS
    assert Letter.objects.values("subscriber").distinct().count() == Letter.objects.count()
    assert Letter.objects.count() == (0 if attested else READERS)
