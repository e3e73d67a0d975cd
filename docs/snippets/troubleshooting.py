"""What goes wrong most often, provoked, so that the guide has the words."""

# --8<-- [start:all]
from collections.abc import Callable
from dataclasses import replace

from acme_scout import ACME

from scout import ScoutError
from scout.llm.catalog import Catalog
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.registry import ProviderRegistry
from scout.testing import ScriptedVendor, Step, fails, replies


def register(row: Provider) -> None:
    """Register a row beside that of Anvil Works."""
    registry = ProviderRegistry(Catalog())
    registry.register(
        replace(
            ACME,
            name="anvil-works",
            model_prefixes=("anvil-",),
            models=(Model("anvil-1"),),
            default_model="anvil-1",
            pricing={},
        )
    )
    registry.register(row)


def call(*steps: Step, model: str = "acme-small-1", keys: int = 1) -> None:
    """Call Acme while its vendor does what the steps say."""
    with ScriptedVendor() as vendor:
        vendor.script(*(steps or (fails("bad_key"),)))
        row = vendor.provider_row(ACME)
        with vendor.router(row, keys=keys) as router:
            router.call_sync("Hi", model=model)


TROUBLES: tuple[Callable[[], None], ...] = (
    lambda: register(replace(ACME, model_prefixes=("anvil-",))),
    lambda: register(replace(ACME, default_model="acme-smal-1")),
    lambda: register(replace(ACME, name="Acme Inc")),
    lambda: register(replace(ACME, base_url="api.acme.example/v1")),
    lambda: call(model="acme_small_1"),
    lambda: call(keys=0),
    lambda: call(fails("bad_key")),
    lambda: call(replies("<html>Welcome</html>", media_type="text/html")),
)

for trouble in TROUBLES:
    try:
        trouble()
    except ScoutError as error:
        print(str(error).splitlines()[0])
# --8<-- [end:all]
