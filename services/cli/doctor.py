"""`tidings doctor`: what is configured, reachable and healthy, and what to do about what is not."""

from __future__ import annotations

import typer
from rich.text import Text

from services.cli.options import Api, AsJson, api_url, read_settings
from services.cli.terminal import Failure, clean, out, print_json

__all__ = ["doctor"]

_SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "wrong": ("✗", "bold red")}


def doctor(as_json: AsJson = False, api: Api = None) -> None:
    """Check settings, Redis, queue, workers, engine, services and disk; exits with 1 where anything is wrong."""
    from services.cli.checks import Finding, examine  # noqa: PLC0415 - loads both engines: no other command waits for it

    console = out()
    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        findings.append(finding)
        if as_json:
            return
        sign, style = _SIGNS[finding.verdict]
        console.print(Text.assemble((f"{sign} ", style), (f"{finding.what:<14}", "bold"), clean(finding.found)))
        if finding.remedy:
            console.print(Text.assemble(("                → ", "dim"), clean(finding.remedy)))

    try:
        settings = read_settings()
    except Failure as failure:
        tell(Finding("settings", "wrong", "; ".join(failure.hints), "docs/settings.md lists them all."))
    else:
        given = ", ".join(sorted(f"TIDINGS_{name.upper()}" for name in settings.model_fields_set))
        tell(Finding("settings", "ok", f"valid; set: {given}" if given else "valid; none is set, all defaults"))
        for finding in examine(
            settings, api_url(api) if api else f"http://127.0.0.1:{settings.api_port}", settings.ingest_base
        ):
            tell(finding)
    wrong = sum(finding.verdict == "wrong" for finding in findings)
    if as_json:
        print_json({"healthy": not wrong, "findings": [finding.as_json() for finding in findings]})
    elif wrong:
        console.print(Text(f"\n{wrong} thing{'s are' if wrong > 1 else ' is'} wrong.", "bold red"))
    else:
        console.print(Text("\nEverything is well.", "bold green"))
    if wrong:
        raise typer.Exit(1)
