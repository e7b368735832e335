"""The right pane: what came back, in views of several features that do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.features.contract.presenter import ContractPresenter
from app.features.contract.view import ContractView
from app.features.diagnosis.view import DiagnosisView
from app.features.journey.presenter import JourneyPresenter
from app.features.journey.view import JourneyView
from app.features.response.body_view import BodyView
from app.features.response.headers_view import HeadersView
from app.features.response.hops_view import HopsView
from app.features.response.status_view import StatusView
from app.features.response.timing_view import TimingView
from app.shell.result_pane import ResultPane, ResultViews

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.workspace.workspace import Workspace
    from app.features.diagnosis.presenter import DiagnosisPresenter
    from app.features.response.presenter import ResponsePresenter


def make_answer_pane(
    workspace: Workspace, errors: DiagnosisPresenter, response: ResponsePresenter, parent: QWidget
) -> ResultPane:
    """The pane with its pages; all but the errors are built when they are first looked at."""
    views = ResultViews(
        status=StatusView(response, parent),
        journey=JourneyView(JourneyPresenter(workspace), parent),
        diagnosis=DiagnosisView(errors, parent),
        pages=(
            ("body", "Body", partial(BodyView, response)),
            ("contract", "Contract", partial(ContractView, ContractPresenter(workspace))),
            ("headers", "Headers", partial(HeadersView, response)),
            ("hops", "Hops", partial(HopsView, response)),
            ("timing", "Timing", partial(TimingView, response)),
        ),
        traced=("timing",),
    )
    return ResultPane(workspace, views, parent)
