"""Other people's clients against a running cofid: python3-grpcio with messages
that it compiles itself, and buf curl, which knows nothing but reflection."""

import base64
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import uuid

import grpc

COFID, PROTO, GOOGLE, BUF = (pathlib.Path(arg).resolve() for arg in sys.argv[1:5])
# Nothing is measured: it only ends what hangs, and a slow machine has the same verdict.
GUARD_S = 300


def compile_messages(folder):
    """protoc, as any user of the API would run it."""
    protos = [str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto")]
    google = ["google/api/field_behavior.proto", "google/api/resource.proto",
              "google/rpc/error_details.proto", "google/rpc/status.proto",
              "google/type/date.proto", "google/type/money.proto"]
    subprocess.run(["protoc", f"-I{PROTO}", "-I/usr/include", f"-I{GOOGLE}",
                    f"--python_out={folder}", *protos, *google], check=True)
    sys.path.insert(0, folder)
    # Debian's python3-protobuf already is the package `google`.
    import google
    google.__path__ = [*google.__path__, f"{folder}/google"]


class Server:
    """cofid on a free port of the loopback, with a folder of its own."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [COFID, "--data", self.folder.name, "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stderr.readline())["address"]

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=GUARD_S)
        self.process.stderr.close()
        self.folder.cleanup()
        return code


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.messages = tempfile.TemporaryDirectory()
        compile_messages(cls.messages.name)
        cls.server = Server()
        cls.channel = grpc.insecure_channel(cls.server.address)
        project = cls.module("projects", "projects")
        cls.call("projects", "ProjectService", "CreateProject",
                 project.CreateProjectRequest(
                     project_id="p", project=project.Project(display_name="Précarisation")),
                 project.Project)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        assert cls.server.stop() == 0
        cls.messages.cleanup()

    @staticmethod
    def module(service, file):
        return importlib.import_module(f"cofi.{service}.v1.{file}_pb2")

    @classmethod
    def call(cls, service, name, method, request, response, timeout=GUARD_S):
        return cls.channel.unary_unary(
            f"/cofi.{service}.v1.{name}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=response.FromString)(request, timeout=timeout)

    @staticmethod
    def error_info(error):
        status = importlib.import_module("google.rpc.status_pb2").Status()
        details = importlib.import_module("google.rpc.error_details_pb2")
        metadata = dict(error.trailing_metadata())
        status.ParseFromString(metadata["grpc-status-details-bin"])
        infos = [details.ErrorInfo.FromString(any_.value) for any_ in status.details
                 if any_.Is(details.ErrorInfo.DESCRIPTOR)]
        assert len(infos) == 1, status
        return infos[0]

    def buf(self, *args):
        return subprocess.run(
            [BUF, "curl", "--timeout", f"{GUARD_S}s", "--protocol", "grpc",
             "--http2-prior-knowledge", *args], capture_output=True, text=True, check=False)

    def test_python_lists_projects(self):
        projects = self.module("projects", "projects")
        answer = self.call("projects", "ProjectService", "ListProjects",
                           projects.ListProjectsRequest(), projects.ListProjectsResponse)
        self.assertEqual([p.display_name for p in answer.projects], ["Précarisation"])

    def test_python_reads_a_report(self):
        budget_status = self.module("reporting", "budget_status")
        answer = self.call("reporting", "ReportingService", "GetBudgetStatus",
                           budget_status.GetBudgetStatusRequest(parent="projects/p"),
                           budget_status.BudgetStatus)
        self.assertEqual(answer.project_display_name, "Précarisation")

    def test_python_decodes_the_error_info(self):
        expenses = self.module("budgets", "expenses")
        money = importlib.import_module("google.type.money_pb2").Money
        date = importlib.import_module("google.type.date_pb2").Date
        request = expenses.CreateExpenseRequest(
            parent="projects/p", request_id=str(uuid.uuid4()),
            expense=expenses.Expense(
                line="projects/p/lines/62", supplier="S", invoice_reference="F",
                invoice_date=date(year=2018, month=3, day=1),
                amount=money(units=-1, currency_code="EUR")))
        with self.assertRaises(grpc.RpcError) as caught:
            self.call("budgets", "ExpenseService", "CreateExpense", request, expenses.Expense)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        info = self.error_info(caught.exception)
        self.assertEqual((info.domain, info.reason), ("cofi.dev", "AMOUNT_NOT_POSITIVE"))
        self.assertEqual(info.metadata["field"], "expense.amount")
        self.assertEqual(info.metadata["value"], "-1.00 EUR")

    def test_python_is_told_to_set_a_deadline(self):
        projects = self.module("projects", "projects")
        with self.assertRaises(grpc.RpcError) as caught:
            self.call("projects", "ProjectService", "ListProjects",
                      projects.ListProjectsRequest(), projects.ListProjectsResponse, timeout=None)
        self.assertEqual(self.error_info(caught.exception).reason, "DEADLINE_REQUIRED")

    def test_buf_curl_finds_the_services_by_reflection(self):
        listed = self.buf("--list-services", f"http://{self.server.address}").stdout.splitlines()
        self.assertIn("cofi.budgets.v1.ExpenseService", listed)
        # Of streams too, each once; none that is for Cofi's own services.
        self.assertIn("cofi.journal.v1.JournalService", listed)
        self.assertIn("cofi.journal.v1.BackupService", listed)
        self.assertEqual(len(listed), len(set(listed)))
        self.assertEqual([name for name in listed if ".internal." in name], [])

    def test_buf_curl_gets_a_project(self):
        got = self.buf("-d", '{"name": "projects/p"}',
                       f"http://{self.server.address}/cofi.projects.v1.ProjectService/GetProject")
        self.assertEqual(json.loads(got.stdout)["displayName"], "Précarisation")

    def test_buf_curl_shows_the_reason(self):
        got = self.buf("-d", '{"name": "projects/nope"}',
                       f"http://{self.server.address}/cofi.projects.v1.ProjectService/GetProject")
        self.assertNotEqual(got.returncode, 0)
        error = json.loads(got.stderr)
        self.assertEqual(error["code"], "not_found")
        value = error["details"][0]["value"]
        bytes_ = base64.b64decode(value + "=" * (-len(value) % 4))
        details = importlib.import_module("google.rpc.error_details_pb2")
        self.assertEqual(details.ErrorInfo.FromString(bytes_).reason, "RESOURCE_NOT_FOUND")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
