"""How much did each original column contribute to a prediction?

Shapley values (Lundberg and Lee 2017, "A Unified Approach to Interpreting Model Predictions"), always of the
interventional game over original columns: a column is absent when it takes its values from the background.
Linear models and trees whose prepared columns each come from one original column have fast exact forms
(`core.jobs.worker_explain_fast`); everything else is a black box over its original columns
(`core.jobs.worker_explain_any`). The fast forms are used only where additivity proves them. Boosted
classifiers are explained in log-odds, where their trees add up.

Rows come in an order drawn with the seed. They are explained in growing batches, until the order of the most
important columns is stable.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.artifacts import words
from core.artifacts.opened import OpenedModel, class_text
from core.errors import UserError
from core.jobs.requests import Explained, ExplainScale, ModelRequest
from core.jobs.worker_explain_any import black_box
from core.jobs.worker_explain_fast import linear, tree
from core.jobs.worker_explain_task import Form, Matrix, NotProvenError, Part, Task
from core.jobs.worker_model import guarded
from core.messages import Message
from core.progress import Progress
from core.statistics.ranks import order_stable

TOP = 5
"""Columns whose order decides when to stop."""
_SEEDS = 3
"""Further backgrounds the order is compared with."""


def explain(
    model: OpenedModel,
    request: ModelRequest,
    *,
    rows: pd.DataFrame,
    background: pd.DataFrame,
    progress: Progress,
) -> tuple[Explained, pd.DataFrame]:
    """Return what was computed, and the attributions with the last column `output`."""
    progress(0.1, Message(words.EXPLAINING))
    position, named = _position(model, request, rows)
    probability = ExplainScale.PROBABILITY if named else ExplainScale.PROBABILITY_MOST
    scale = ExplainScale.OUTPUT if position is None else probability
    task = Task(model, position, rows, background, request.seed, scale)
    form, part, stable = _found(task, progress)
    importances, again = _certified(task, form, part)
    table = pd.DataFrame(part.values, columns=[str(item) for item in range(part.values.shape[1])])
    table["output"] = part.outputs
    explained = Explained(
        base=form.base,
        explainer=form.kind,
        scale=form.scale,
        float32=model.float32,
        rows=len(table),
        limit=min(form.most, len(rows)),
        stable=stable,
        repeated=min(form.repeated, len(table)),
        again=again,
        importances=importances,
    )
    return explained, table


def _position(model: OpenedModel, request: ModelRequest, rows: pd.DataFrame) -> tuple[int | None, bool]:
    """Return the explained class's position, and whether it was named; None for a regression."""
    if not model.classes:
        return None, False
    if request.explained_class is None:
        likeliest = guarded(model)(rows.iloc[:1000]).argmax(axis=1)
        return int(np.bincount(likeliest).argmax()), False
    wanted = class_text(request.explained_class)
    if wanted not in model.classes:
        names = ", ".join(model.classes[:12])
        raise UserError(Message(words.CLASS_UNKNOWN, {"favorable": wanted, "classes": names}))
    return model.classes.index(wanted), True


def _found(task: Task, progress: Progress) -> tuple[Form, Part, bool]:
    """Explain by the first form that proves itself on every row it explains."""
    for make in (linear, tree):
        form = make(task)
        if form is not None:
            try:
                return form, *_until_stable(task, form, progress)
            except NotProvenError:
                continue
    form = black_box(task)
    return form, *_until_stable(task, form, progress)


def _until_stable(task: Task, form: Form, progress: Progress) -> tuple[Part, bool]:
    """Explain batch after batch until the order of the most important columns holds."""
    parts: list[Part] = []
    limit = min(form.most, len(task.rows))
    for first, last in _batches(form, limit):
        parts.append(form.explain(first, last))
        progress(0.1 + 0.8 * last / limit, Message(words.EXPLAINING))
        sizes = np.abs(np.vstack([part.values for part in parts]))
        if (last >= form.least or last == limit) and order_stable(sizes, TOP, seed=task.seed):
            return _joined(parts), True
    return _joined(parts), False


def _batches(form: Form, limit: int) -> Iterator[tuple[int, int]]:
    """Yield growing batches: each as large as all before it, cut into steps that can be canceled."""
    done = 0
    while done < limit:
        size = min(max(form.first, done), form.step)
        last = min(done + size, limit)
        yield done, last
        done = last


def _joined(parts: list[Part]) -> Part:
    return Part(
        values=np.vstack([part.values for part in parts]),
        outputs=np.concatenate([part.outputs for part in parts]),
    )


def _certified(task: Task, form: Form, part: Part) -> tuple[tuple[tuple[float, ...], ...], float]:
    """Return mean sizes for several backgrounds on the same rows, and what repeating changes."""
    count = min(form.repeated, len(part.values))
    again = form.fresh(task.background).explain(0, count)
    found = [_mean_size(part.values[:count])]
    for seed in range(_SEEDS):
        rng = np.random.default_rng([task.seed, 7, seed])
        drawn = np.sort(rng.permutation(len(task.rows))[: len(task.background)])
        try:
            found.append(_mean_size(form.fresh(task.rows.iloc[drawn]).explain(0, count).values))
        except NotProvenError:
            continue
    return tuple(found), float(np.abs(again.values - part.values[:count]).max(initial=0.0))


def _mean_size(values: Matrix) -> tuple[float, ...]:
    return tuple(float(item) for item in np.abs(values).mean(axis=0))
