"""Django with a database in memory and templates."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "{% for item in items %}<li>{{ item.name }}: {{ item.n }}</li>{% endfor %}"
LOADERS = [("django.template.loaders.locmem.Loader", {"page.html": PAGE})]


@subject("django.shortcuts", "Django")
def _django() -> Iterator[Case]:
    import_module("django.conf").settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": LOADERS}}
        ],
        USE_TZ=True,
    )
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)
    asked = import_module("django.test").RequestFactory().get("/")
    items = [{"name": f"item {number}", "n": number} for number in range(800)]
    render = import_module("django.shortcuts").render
    call = partial(render, asked, "page.html", {"items": items})
    yield Case("django.shortcuts.render", "800 list items, a page of 20 kB", call)
    auth = import_module("django.contrib.auth")
    auth.get_user_model().objects.create_user("reader", password="secret")  # noqa: S106 - a test's
    known = partial(auth.authenticate, asked, username="reader", password="secret")  # noqa: S106
    yield Case("django.contrib.auth.authenticate", "PBKDF2 with the default rounds, a user in SQLite", known)
