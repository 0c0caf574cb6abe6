"""The rules: one file each, listed here. Order is the order of codes."""

from freeloop_lint.rules.base import Rule
from freeloop_lint.rules.blocking_database import BlockingDatabase
from freeloop_lint.rules.blocking_file_io import BlockingFileIo
from freeloop_lint.rules.blocking_http import BlockingHttp
from freeloop_lint.rules.blocking_lock import BlockingLock
from freeloop_lint.rules.blocking_network import BlockingNetwork
from freeloop_lint.rules.blocking_sleep import BlockingSleep
from freeloop_lint.rules.blocking_subprocess import BlockingSubprocess
from freeloop_lint.rules.cpu_bound_call import CpuBoundCall
from freeloop_lint.rules.deprecated_json_response import DeprecatedJsonResponse
from freeloop_lint.rules.gil_bound_sync_endpoint import GilBoundSyncEndpoint
from freeloop_lint.rules.gil_holding_offload import GilHoldingOffload
from freeloop_lint.rules.health_check_in_thread_pool import HealthCheckInThreadPool
from freeloop_lint.rules.large_json_body_on_loop import LargeJsonBodyOnLoop
from freeloop_lint.rules.large_response_on_loop import LargeResponseOnLoop
from freeloop_lint.rules.large_serialisation import LargeSerialisation
from freeloop_lint.rules.model_inference import ModelInference
from freeloop_lint.rules.model_load_in_request import ModelLoadInRequest
from freeloop_lint.rules.sync_iteration import SyncIteration

RULES: tuple[type[Rule], ...] = (
    CpuBoundCall,
    ModelInference,
    ModelLoadInRequest,
    LargeSerialisation,
    SyncIteration,
    BlockingSleep,
    BlockingHttp,
    BlockingDatabase,
    BlockingFileIo,
    BlockingSubprocess,
    BlockingLock,
    BlockingNetwork,
    GilBoundSyncEndpoint,
    HealthCheckInThreadPool,
    GilHoldingOffload,
    LargeResponseOnLoop,
    LargeJsonBodyOnLoop,
    DeprecatedJsonResponse,
)

__all__ = ["RULES", "Rule"]
