// cofi-bench: durable expense postings through gRPC, as ratios against an empty
// call of the same server and against one commit a call, in the same run.
//
// The server and the client share the process and so the cores, as on a small
// machine of an association. Rounds alternate, so that a machine whose speed
// drifts is the same for all; the table gives medians.
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "clients/peer.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "services/cofid/topology.h"
#include "tests/bench/load.h"

namespace cofi::bench {
namespace {

constexpr char kProject[] = "projects/bench";
constexpr int64_t kPlannedMinor = kMinorMax / 100;

grpc::ByteBuffer Bytes(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// A server on a folder of its own, with a project that money can move in.
class Bench {
 public:
  Bench(const std::filesystem::path& folder, size_t commit_batch_max) {
    std::filesystem::create_directories(folder);
    cofid::Options options;
    options.data = folder.string();
    options.listen = absl::StrCat("unix:", (folder / "cofid.sock").string());
    options.commit_batch_max = commit_batch_max;
    auto started = cofid::Topology::Start(options);
    COFI_CHECK(started.ok(), started.status().ToString());
    server_ = *std::move(started);
    channel_ = clients::Connect(server_->address());
    Prepare();
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  Outcome EmptyCalls(int in_flight, absl::Duration duration) const {
    return Run(channel_, {.path = "/grpc.health.v1.Health/Check",
                          .request = [](int64_t) { return Bytes(google::rpc::Status()); },
                          .in_flight = in_flight,
                          .duration = duration});
  }

  Outcome Postings(int in_flight, absl::Duration duration) const {
    return Run(channel_, {.path = "/cofi.budgets.v1.ExpenseService/CreateExpense",
                          .request = [](int64_t n) { return Bytes(Posting(n)); },
                          .in_flight = in_flight,
                          .duration = duration});
  }

 private:
  template <typename Response, typename Request>
  Response Call(const Request& request) const {
    Response response;
    const grpc::Status status = clients::Peer(channel_, {}).CallAndWait(request, &response);
    COFI_CHECK(status.ok(), absl::StrCat(request.GetTypeName(), ": ", status.error_message()));
    return response;
  }

  void AddLine(const char* id, budgets::v1::Line::Side side, const char* account) const {
    budgets::v1::CreateLineRequest request;
    request.set_parent(absl::StrCat(kProject, "/budgets/v1"));
    request.set_line_id(id);
    request.mutable_line()->set_side(side);
    request.mutable_line()->set_account(account);
    request.mutable_line()->set_display_name(id);
    *request.mutable_line()->mutable_planned_amount() = MoneyFromMinor(kPlannedMinor, "EUR");
    Call<budgets::v1::Line>(request);
  }

  void Prepare() const {
    projects::v1::CreateProjectRequest project;
    project.set_project_id("bench");
    project.mutable_project()->set_display_name("Bench");
    Call<projects::v1::Project>(project);
    budgets::v1::CreateBudgetRequest budget;
    budget.set_parent(kProject);
    budget.set_budget_id("v1");
    budget.mutable_budget()->set_display_name("v1");
    Call<budgets::v1::Budget>(budget);
    AddLine("62", budgets::v1::Line::SIDE_EXPENSE, "62");
    AddLine("74", budgets::v1::Line::SIDE_INCOME, "74");
    budgets::v1::AdoptBudgetRequest adopt;
    adopt.set_name(absl::StrCat(kProject, "/budgets/v1"));
    Call<budgets::v1::Budget>(adopt);
    applications::v1::CreateFunderRequest funder;
    funder.set_funder_id("departement");
    funder.mutable_funder()->set_display_name("Département");
    Call<applications::v1::Funder>(funder);
    budgets::v1::CreateGrantRequest grant;
    grant.set_parent(kProject);
    grant.set_grant_id("departement");
    grant.set_request_id(NewUuid());
    grant.mutable_grant()->set_display_name("Département");
    grant.mutable_grant()->set_funder("funders/departement");
    *grant.mutable_grant()->mutable_awarded_amount() = MoneyFromMinor(kPlannedMinor, "EUR");
    *grant.mutable_grant()->mutable_award_date() = *ParseDate("2017-02-10");
    Call<budgets::v1::Grant>(grant);
  }

  // An invoice of 12,34 on line 62, half of it paid by the grant.
  static budgets::v1::CreateExpenseRequest Posting(int64_t n) {
    budgets::v1::CreateExpenseRequest request;
    request.set_parent(kProject);
    request.set_request_id(NewUuid());
    budgets::v1::Expense& expense = *request.mutable_expense();
    expense.set_line(absl::StrCat(kProject, "/budgets/-/lines/62"));
    expense.set_supplier("Imprimerie");
    expense.set_invoice_reference(absl::StrCat("F-", n));
    *expense.mutable_invoice_date() = *ParseDate("2018-02-28");
    *expense.mutable_payment_date() = expense.invoice_date();
    *expense.mutable_amount() = MoneyFromMinor(1234, "EUR");
    budgets::v1::Share& share = *expense.add_shares();
    share.set_grant(absl::StrCat(kProject, "/grants/departement"));
    *share.mutable_amount() = MoneyFromMinor(617, "EUR");
    return request;
  }

  std::unique_ptr<cofid::Topology> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string CpuModel() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

struct Measure {
  const char* key;
  const char* label;
  const Bench* bench;
  int in_flight;
  bool posting;
};

int Main(int rounds, double seconds, const std::string& only, const std::string& json_path) {
  const auto folder =
      std::filesystem::temp_directory_path() / absl::StrCat("cofi-bench-", NewUuid());
  int exit_code = 0;
  {
    const Bench grouped(folder / "grouped", 512);
    const Bench single(folder / "single", 1);
    const Measure measures[] = {
        {"empty_64", "empty call, 64 in flight", &grouped, 64, false},
        {"posting_64", "posting, 64 in flight", &grouped, 64, true},
        {"single_64", "posting, 64 in flight, one commit a call", &single, 64, true},
        {"empty_256", "empty call, 256 in flight", &grouped, 256, false},
        {"posting_256", "posting, 256 in flight", &grouped, 256, true},
        {"single_256", "posting, 256 in flight, one commit a call", &single, 256, true},
    };
    std::map<std::string, std::vector<double>> rates, processor;
    for (int round = 0; round < rounds; ++round) {
      for (const Measure& measure : measures) {
        if (!only.empty() && only != measure.key) continue;
        const absl::Duration duration = absl::Seconds(seconds);
        const Outcome outcome = measure.posting
                                    ? measure.bench->Postings(measure.in_flight, duration)
                                    : measure.bench->EmptyCalls(measure.in_flight, duration);
        if (outcome.failures > 0) {
          std::fprintf(stderr, "%s: %ld calls failed: %s\n", measure.label,
                       static_cast<long>(outcome.failures), outcome.first_failure.c_str());
          exit_code = 1;
        }
        rates[measure.key].push_back(outcome.PerSecond());
        processor[measure.key].push_back(absl::ToDoubleMicroseconds(outcome.ProcessorPerCall()));
      }
    }

    utsname system = {};
    uname(&system);
    nlohmann::ordered_json report;
    report["machine"] = {{"cores", std::thread::hardware_concurrency()},
                         {"cpu", CpuModel()},
                         {"kernel", system.release}};
    report["rounds"] = rounds;
    report["seconds"] = seconds;
    std::printf("%u cores, %s; %d rounds of %.1f s, medians; client on the same cores\n\n",
                std::thread::hardware_concurrency(), CpuModel().c_str(), rounds, seconds);
    for (const Measure& measure : measures) {
      const double rate = Median(rates[measure.key]);
      report["per_second"][measure.key] = rate;
      const double micros = Median(processor[measure.key]);
      report["processor_microseconds"][measure.key] = micros;
      std::printf("%-46s %9.0f /s %8.1f us of processor each\n", measure.label, rate, micros);
    }
    std::printf("\n");
    for (const int in_flight : {64, 256}) {
      const auto rate = [&](const char* key) {
        return Median(rates[absl::StrCat(key, "_", in_flight)]);
      };
      const double of_empty = rate("posting") / rate("empty");
      const double of_single = rate("posting") / rate("single");
      report["ratios"][absl::StrCat("posting_to_empty_", in_flight)] = of_empty;
      report["ratios"][absl::StrCat("posting_to_single_", in_flight)] = of_single;
      std::printf("%-46s %9.2f\n",
                  absl::StrCat("posting / empty call, ", in_flight, " in flight").c_str(),
                  of_empty);
      std::printf("%-46s %9.2f\n",
                  absl::StrCat("posting / one commit a call, ", in_flight, " in flight").c_str(),
                  of_single);
    }
    if (!json_path.empty()) std::ofstream(json_path) << report.dump(2) << "\n";
  }
  std::filesystem::remove_all(folder);
  return exit_code;
}

}  // namespace
}  // namespace cofi::bench

int main(int argc, char** argv) {
  // As cofid does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  int rounds = 5;
  double seconds = 2;
  std::string only, json_path;
  CLI::App app{"How fast Cofi posts expenses durably, against its own empty call."};
  app.add_option("--rounds", rounds, "rounds of all measures")->capture_default_str();
  app.add_option("--seconds", seconds, "length of one measure")->capture_default_str();
  app.add_option("--only", only, "only this measure, for a profiler: posting_256, …");
  app.add_option("--json", json_path, "also write the figures to this file");
  CLI11_PARSE(app, argc, argv);
  return cofi::bench::Main(rounds, seconds, only, json_path);
}
