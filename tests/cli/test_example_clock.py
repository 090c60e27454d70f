"""Does time in the example run forward only, and end in the present?"""

from datetime import UTC, datetime

from cli.example.clock import StoryClock
from cli.example.story import read_persons, read_story

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def test_time_never_goes_back_and_hardly_passes_the_present() -> None:
    clock = StoryClock(NOW)
    clock.start(40, 8)
    seen = [clock()]
    for days_ago, hour in ((39, 9), (41, 9), (3, 14), (0, 23), (-2, 8)):
        clock.go_to(days_ago, hour)
        seen += [clock() for _ in range(5)]
    assert seen == sorted(set(seen))
    assert (seen[-1] - NOW).total_seconds() < 0.001


def test_the_story_names_only_what_it_tells() -> None:
    story = read_story()
    tables, models = {item.key for item in story.table}, {item.key for item in story.model}
    assert len(models) >= 7
    for step in story.version:
        assert step.model in models
        assert set(step.tables) <= tables
        assert (step.decision is None) == (step.reason is None)
        assert bool(step.ratings) == (step.materiality is not None)
    assert {"owner", "validator", "risk_manager", "auditor"} == {person.key for person in read_persons()}
