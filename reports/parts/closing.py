"""What does the report not say, how is it verified, and what does the signature mean?"""

from reports.document import Block, Cell, KeyFacts, Method, Section, Statement
from reports.parts.context import Context, code, plain


def limits_section(context: Context, number: str, more: tuple[str, ...] = ()) -> Section:
    """Return what readers must not conclude from the report; `more` holds for this kind only."""
    tr = context.translator.tr
    texts = (
        tr(
            "Verdicts compare measured figures with the thresholds of the firm's policy. They say nothing "
            "about "
            "whether a law is satisfied; that is for persons to judge."
        ),
        tr(
            "A verdict “not decidable” means that the data do not suffice to tell; it is neither a pass nor "
            "a "
            "failure."
        ),
        tr(
            "Figures hold for the named data sets, rows, cut-off and groups only. Data that come later may "
            "give "
            "other figures."
        ),
        tr(
            "Attributions explain the model, not the world: a feature that moves the output need not be the "
            "cause of what is predicted."
        ),
        tr(
            "What a person stated is marked as attested; the application has recorded the statement, not "
            "tested it."
        ),
        tr(
            "Times come from the clock of the computer; no external authority confirmed them. The order of "
            "events comes from the trail, not from the clock."
        ),
    )
    blocks: list[Block] = [Method(text=text) for text in (*texts, *more)]
    return Section(number=number, title=tr("Limits of this report"), blocks=(*blocks, *_environment(context)))


def verify_section(context: Context, number: str) -> Section:
    """Return how anybody can check the file."""
    tr = context.translator.tr
    texts = (
        tr("Run “pruefstein verify FILE”, or drop the file on the window of the application."),
        tr(
            "The check tells whether the file is unchanged since it was signed, whether the signature "
            "belongs to "
            "the certificate, and whether the certificate is known in the workspace."
        ),
        tr(
            "The evidence lies inside this file as “evidence.json”. Its digest is the same in the German and "
            "in "
            "the English report; the first page prints it."
        ),
        tr(
            "Inside the workspace, “pruefstein trail verify” compares the trail with the checkpoint printed "
            "above."
        ),
    )
    return Section(
        number=number, title=tr("How to verify"), blocks=tuple(Method(text=text) for text in texts)
    )


def signature_section(context: Context) -> Section:
    """Return the last page: who signs, what for, what it proves and what not."""
    tr = context.translator.tr
    blocks: tuple[Block, ...] = (
        Method(
            text=tr(
                "The signature proves that this file was not changed after it was signed, and that the "
                "holder of "
                "the private key of the named certificate signed it."
            )
        ),
        Method(text=_holder(context)),
        *_signer(context),
    )
    return Section(number="§", title=tr("Signature"), blocks=blocks)


def _holder(context: Context) -> str:
    issue, tr = context.issue, context.translator.tr
    if issue is not None and issue.issuer:
        return tr(
            "“{issuer}” issued the certificate to “{subject}”. Whoever trusts this certification authority "
            "can check that with the certificate of its root; the certificates between lie in the signature. "
            "Whether the authority has withdrawn the certificate since is not asked here.",
            issuer=issue.issuer,
            subject=issue.subject,
        )
    return tr(
        "It does not prove who that holder is: the certificate is self-signed, no certification authority "
        "has confirmed the person. Whoever knows the certificate from the workspace can compare its digest."
    )


def _signer(context: Context) -> tuple[Block, ...]:
    issue, tr = context.issue, context.translator.tr
    if issue is None:
        return (Method(text=tr("This is a draft: it carries no signature and is not filed.")),)
    name = context.example_name(issue.signer) if issue.example else issue.signer
    rows: list[tuple[str, Cell]] = [
        (tr("Name"), plain(name)),
        (tr("Meaning"), plain(context.translator.label(issue.meaning))),
        (tr("Time"), plain(context.translator.moment(issue.moment))),
        (tr("Certificate, SHA-256"), code(issue.certificate_digest)),
        (tr("Evidence digest"), code(context.digest)),
    ]
    return (KeyFacts(rows=tuple(rows), evidence=(issue.report,)),)


def _environment(context: Context) -> tuple[Block, ...]:
    tr = context.translator.tr
    return tuple(
        Statement(
            text=tr(
                "{run} was computed with {libraries}; confinement of the process that held the model: "
                "{level}.",
                run=run.id,
                libraries=", ".join(f"{name} {version}" for name, version in sorted(run.environment.items())),
                level=context.confined(run.confinement),
            ),
            evidence=(run.id,),
        )
        for run in context.shown
    )
