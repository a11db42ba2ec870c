"""What a table of the counts that sentences state is: a row for each count, by what is counted."""

from __future__ import annotations

from helpers.schema.declarations import Table, number, text


def table_of_counts(name: str, about: str, measures: str, writer: str) -> Table:
    """Return the table of the counts that sentences on something state.

    `about` says in words what the sentences are on, and `measures` what is counted.
    """
    return Table(
        name=name,
        row=f"One row for each count that sentences on {about} state.",
        writer=writer,
        key=("measure",),
        columns=(
            text("measure", f"What is counted: {measures}"),
            number("number", "How many"),
            text("unit", "What the number is in"),
        ),
    )
