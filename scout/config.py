"""Settings: every number a user may turn, why it is what it is, and where it came from.

The only module that reads the environment.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from scout.config_files import (
    Origin,
    SettingsFile,
    load_file,
    unknown,
)
from scout.config_variables import (
    INNER,
    PREFIX,
    SECRETS,
    ToldSource,
    blamed_variable,
    hidden,
    worst_of,
)
from scout.errors import DOCS_BASE, ConfigurationError
from scout.key_sources import Key, as_secrets, keys_in, read_key_file, repetition, revealed
from scout.llm.tier_table import default_tiers, read_tiers

FILE_VARIABLE: Final = "SCOUT_CONFIG"
"""Variable that names the file of settings; empty, none is read."""

_MISSPELT: Final = 0.8
"""Likeness from which a variable is a slip; other programs have variables called SCOUT_, too."""


class Settings(BaseSettings):
    """How scout behaves; each field may be set in code, as `SCOUT_<FIELD>`, or in a file.

    The file is the nearest `scout.toml`, or `pyproject.toml` with a table `[tool.scout]`, from the
    working directory up to the root of the project, or the one that `SCOUT_CONFIG` names. Code
    goes before the environment, the environment before the file; mappings are put together.

    Attributes:
        api_keys: Keys by provider name. A provider that is absent here reads the environment
            variables that its row names (`GROQ_API_KEY`, comma-separated, or `GROQ_API_KEY_1`,
            `_2`, ...).
        key_files: Files by provider name that hold its keys, one a line; lines that begin with
            `#` are comments. Refused where anybody but its owner can read the file.
        key_groups: Account of a key by key id (`groq#1`): keys of one account share its rate
            limits, so a 429 on one passes over the others.
        max_in_flight_per_key: Requests at once per key; None, because most vendors count
            requests per minute and not at once.
        pacing: How fast each account of a provider may be used, so that scout keeps under its
            limits instead of running into them: `{"groq": {"requests_per_minute": 30}}`, also
            `tokens_per_minute`, and `follow_headers` for the vendor's own word that nothing is
            left. Off where a provider is absent: limits differ by account, and nobody knows yours.
        timeout_s: Deadline of a whole call, retries and fallbacks included. Two minutes let a
            long answer end and are about as long as a person waits.
        timeouts: Limits by provider name that differ from its row's, such as
            `{"groq": {"first_token_s": 5}}`; the row says what each is and why.
        intent: How calls that name no model get one: by what their prompt wants, guessed from its
            words, offline and in a fraction of a millisecond once the first guess of the process
            has read the lexicon (`true`); guessed by a model that is asked first (`ask`: a better
            guess, for a wait and some money); not at all, so that the default model of
            `DEFAULT_PROVIDER` answers them (`false`).
        tiers: Models by intent, from cheap to dear, such as `{"code": ["quick", "workhorse"]}`;
            equals stand together in a list. Intents that are absent keep the table of the guide,
            which names the cheapest models that do each well, of several vendors.
        fallbacks: Models tried in order when the first cannot answer.
        default_fallback: Whether `DEFAULT_PROVIDER`, where it has a key, is the last fallback of
            calls that name no model or take `fallbacks` from here.
        content_fallbacks: Models tried when a content policy refused; empty, because asking
            another vendor for what one refused should be a decision.
        max_sends_per_call: Requests of one call over all candidates, token refreshes included.
        resend_token_budget: Prompt tokens one call may send again; a long prompt is dear to
            repeat.
        upstream_stream: Whether `call_llm` reads a stream behind the scenes, so that a dead or
            stalled route is noticed in seconds and replayed: `auto` (where the provider can and
            the answer may be long), `always`, `never`.
        stream_above_tokens: Output limit from which `auto` streams; a shorter answer is there
            before a stream would show a stall.
        set_aside_s: How long a model that the vendor called unknown is left out. Ten minutes:
            long enough to spare every call a 404, short enough to heal by itself.
        shutdown_notice_days: How long before a model is turned off its calls warn of it. A month:
            what it takes to try another model and to release the change.
        cache: Whether answers to identical deterministic calls (temperature 0, or `cache=True` on
            the call) are kept and given again. Off, because an answer of yesterday is not always
            wanted today.
        cache_path: SQLite file that keeps them for the processes of one host, readable by its
            owner only; absent, each process keeps its own in memory.
        cache_ttl_s: How long an answer is kept. A day spares a day's repetitions, and follows a
            vendor who changes a model under its name.
        cache_max_bytes: Room for all of them; some ten thousand answers of usual length.
        max_reply_bytes: Largest decoded reply; a real answer is far below, a bomb above.
        max_event_bytes: Largest event of a stream.
        budget_usd: Money limits by scope and window, such as `{"global/day": 10}`; a limit of 0
            is a limit.
        ledger_path: SQLite file that keeps budgets for the processes of one host; absent, each
            process keeps its own in memory.
        ledger_url: Redis or Valkey server that keeps budgets for many hosts, such as
            `redis://host:6379/0` (extra `redis`); it comes before `ledger_path`.
        audit_path: File in which every call is written down, as JSON lines in a hash chain; absent,
            none is.
        audit_content: Whether prompts and answers are written down, too; by default neither is,
            since whoever reads the file would read them.
        audit_strict: Whether a call returns only when its row is on the disk; by default a power
            cut may take the rows of the last fifth of a second.
        unknown_price: What a budget does with a model whose price nobody knows: `refuse`, since
            it cannot be bounded, or `allow`.
        docs_base: Address of the guide, with its closing slash, put before the links that errors
            carry and the contract prints. Empty, because the guide has no address yet; a link is
            then relative to wherever you host it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=INNER,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    api_keys: Mapping[str, Key | Sequence[Key]] = Field(default_factory=dict, repr=False)
    key_files: Mapping[str, Path] = Field(default_factory=dict)
    key_groups: Mapping[str, str] = Field(default_factory=dict)
    max_in_flight_per_key: int | None = Field(default=None, ge=1)
    pacing: Mapping[str, Mapping[str, float | bool]] = Field(default_factory=dict)
    timeout_s: float = Field(default=120.0, gt=0)
    timeouts: Mapping[str, Mapping[str, float]] = Field(default_factory=dict)
    intent: bool | Literal["ask"] = True
    tiers: Mapping[str, Sequence[str | Sequence[str]]] = Field(default_factory=default_tiers)
    fallbacks: tuple[str, ...] = ()
    default_fallback: bool = True
    content_fallbacks: tuple[str, ...] = ()
    max_sends_per_call: int = Field(default=12, ge=1)
    resend_token_budget: int | None = Field(default=500_000, ge=0)
    upstream_stream: Literal["auto", "always", "never"] = "auto"
    stream_above_tokens: int = Field(default=1024, ge=0)
    set_aside_s: float = Field(default=600.0, ge=0)
    shutdown_notice_days: int = Field(default=30, ge=0)
    cache: bool = False
    cache_path: Path | None = None
    cache_ttl_s: float = Field(default=86_400.0, gt=0)
    cache_max_bytes: int = Field(default=64 * 2**20, gt=0)
    max_reply_bytes: int = Field(default=64 * 2**20, gt=0)
    max_event_bytes: int = Field(default=8 * 2**20, gt=0)
    budget_usd: Mapping[str, Decimal | float] = Field(default_factory=dict)
    ledger_path: Path | None = None
    ledger_url: SecretStr | None = None
    audit_path: Path | None = None
    audit_content: bool = False
    audit_strict: bool = False
    unknown_price: Literal["refuse", "allow"] = "refuse"
    docs_base: str = DOCS_BASE

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings come from, the most particular first."""
        told = (ToldSource(settings_cls, one) for one in (env_settings, dotenv_settings))
        written = (_Variables(settings_cls), _File(settings_cls))
        return (init_settings, *told, file_secret_settings, *written)

    @model_validator(mode="wrap")
    @classmethod
    def _placed(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Names the setting that does not exist, and the place of the one that is wrong."""
        for name in values if isinstance(values, Mapping) else ():
            if name not in cls.model_fields:
                raise hidden(cls.__name__, (), unknown(name, cls.model_fields))
        try:
            return handler(values)
        except ValidationError as error:
            first = worst_of(error)
            place = tuple(map(str, first["loc"]))
            wrong = _blame(values, place, first["msg"])
            if not wrong and place[:1] not in SECRETS:
                raise
        # Out here, so that neither holds the value.
        raise ConfigurationError(wrong) if wrong else hidden(cls.__name__, place, first["msg"])

    @field_validator("api_keys", mode="before")
    @classmethod
    def _hidden(cls, value: Any) -> Any:
        """Every key as a `SecretStr`, however many a provider has."""
        if not isinstance(value, Mapping):
            return value
        return {name: as_secrets(keys) for name, keys in value.items()}

    @field_validator("api_keys")
    @classmethod
    def _no_key_twice(
        cls, value: Mapping[str, Key | Sequence[Key]]
    ) -> Mapping[str, Key | Sequence[Key]]:
        for name, keys in value.items():
            if len(set(revealed(keys))) < len(revealed(keys)):
                raise ValueError(f"api_keys[{name!r}] holds a key twice; remove one")
        return value

    @field_validator("tiers")
    @classmethod
    def _whole_table(
        cls, value: Mapping[str, Sequence[str | Sequence[str]]]
    ) -> Mapping[str, Sequence[str | Sequence[str]]]:
        return read_tiers(value)

    @field_validator("budget_usd")
    @classmethod
    def _limits_are_money(
        cls, value: Mapping[str, Decimal | float]
    ) -> Mapping[str, Decimal | float]:
        for scope, limit in value.items():
            if not math.isfinite(limit) or limit < 0:
                raise ValueError(f"budget_usd[{scope!r}] is {limit}; give US dollars, 0 or more")
        return value

    def __getstate__(self) -> dict[Any, Any]:
        """A pickle would be a file with keys in it."""
        if self.api_keys:
            raise TypeError(
                "settings that hold API keys are not pickled; make them where they are used, "
                "or leave the keys in the environment"
            )
        return super().__getstate__()

    def keys_of(self, provider: str) -> tuple[str, ...] | None:
        """The keys given for a provider, None where the environment decides.

        Raises:
            ConfigurationError: Its file of keys cannot be used.
        """
        keys = self.api_keys.get(provider)
        if keys is not None:
            return revealed(keys)
        path = self.key_files.get(provider)
        return None if path is None else read_key_file(path)

    def origins(self) -> Mapping[str, tuple[Origin, ...]]:
        """Where each setting that is not as it comes was given, the deciding place first.

        Variables and file are looked at as they are now.
        """
        file, read = settings_file(), type(self)()
        found = {}
        for name in self.model_fields_set:
            places = _origins(name, file) if name in read.model_fields_set else ()
            in_code = not places or getattr(self, name) != getattr(read, name)
            found[name] = ((Origin("code", ""),) if in_code else ()) + places
        return found


class GivenSettings(Settings):
    """Settings that neither the environment nor a file reaches, for tests."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, and nothing else."""
        return (init_settings,)


class _Source(PydanticBaseSettingsSource):
    """A source that gives all its values at once."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return None, field_name, False


class _Variables(_Source):
    """Gives nothing, and refuses variables that nobody reads and that look like a setting's."""

    def __call__(self) -> dict[str, Any]:
        known = self.settings_cls.model_fields
        for variable in foreign_variables():
            near = get_close_matches(_setting_of(variable), known, n=1, cutoff=_MISSPELT)
            if near:
                meant = f"{PREFIX}{near[0].upper()}"
                raise ConfigurationError(f"{variable} is no setting; did you mean {meant}?")
        return {}


class _File(_Source):
    """Gives what the file of settings says."""

    def __call__(self) -> dict[str, Any]:
        file = settings_file()
        return {} if file is None else dict(file.values)


def settings_file(environ: Mapping[str, str] | None = None) -> SettingsFile | None:
    """The file of settings that holds in the working directory, None where there is none.

    Args:
        environ: Instead of the process's environment, in tests.

    Raises:
        ConfigurationError: It cannot be read, names a setting that there is not, or holds a
            secret that others can read.
    """
    env = os.environ if environ is None else environ
    return load_file(env.get(FILE_VARIABLE), Settings.model_fields)


def foreign_variables(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Variables whose name begins with `SCOUT_` and that scout does not read.

    Args:
        environ: Instead of the process's environment, in tests.
    """
    env = os.environ if environ is None else environ
    ours = [name for name in env if name.upper().startswith(PREFIX) and name != FILE_VARIABLE]
    return tuple(sorted(name for name in ours if _setting_of(name) not in Settings.model_fields))


def _blame(values: Any, place: tuple[str, ...], said: str) -> str:
    """Where a value that is wrong was given, and what is wrong; empty where code gave it."""
    said = said.removeprefix("Value error, ")
    file = settings_file()
    where = file.blamed(values, place) if file is not None else ""
    if where:
        return f"{where}: {'.'.join(place)}: {said}"
    variable = blamed_variable(values, place, os.environ)
    return f"{variable}: {said}" if variable else ""


def _setting_of(variable: str) -> str:
    """The setting that a variable would give."""
    return variable.upper().removeprefix(PREFIX).partition(INNER)[0].lower()


def _origins(name: str, file: SettingsFile | None) -> tuple[Origin, ...]:
    variables = sorted(given for given in os.environ if given.upper().startswith(PREFIX))
    found = [Origin("environment", each) for each in variables if _setting_of(each) == name]
    if file is not None and name in file.values:
        found.append(Origin("file", file.where(name)))
    return tuple(found)


def read_keys(
    names: Iterable[str], environ: Mapping[str, str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Read API keys from the environment.

    Args:
        names: Variables in order of preference; the first that holds anything is used.
        environ: Instead of the process's environment, in tests.

    Returns:
        Pairs of variable and secret. A variable may hold several keys, comma-separated; then
        `NAME_1`, `NAME_2`, ... are read until one is missing.

    Raises:
        ConfigurationError: A key stands twice.
    """
    found = keys_in(names, os.environ if environ is None else environ)
    repeated = repetition(found)
    if repeated:
        del found, environ  # a traceback that shows locals shows no key
        raise ConfigurationError(repeated)
    return tuple(found)
