import pytest

from milo.engine.errors import ConfigurationError
from milo.store import open_store


@pytest.mark.parametrize(
    "url",
    ["", "milo.db", "sqlite://milo.db", "sqlite:milo.db", "mysql://ana:secreto@h/db", "secreto"],
)
def test_a_wrong_url_is_named_and_its_password_is_not(url):
    with pytest.raises(ConfigurationError, match="MILO_DATABASE_URL") as caught:
        open_store(url)
    assert "secreto" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:secreto@host:port/db",
        "postgres://ana:secreto@h/db?nonsense=1",
        "postgres://ana:x@secreto@h/db",
        "postgres://ana:secreto/y@h/db",
    ],
)
def test_a_postgres_url_that_makes_no_sense(url):
    with pytest.raises(ConfigurationError, match="MILO_DATABASE_URL") as caught:
        open_store(url)
    assert "secreto" not in str(caught.value)


def test_relative_and_absolute_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///near.db").close()
    open_store(f"sqlite:///{tmp_path}/far.db").close()
    assert {path.name for path in tmp_path.iterdir()} >= {"near.db", "far.db"}
