// cofi-bench: the measures that need a client of many calls. bench.py, beside it,
// runs them next to their peers and prints the ratios.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "clients/peer.h"
#include "tests/bench/accounts.h"
#include "tests/bench/bench_project.h"
#include "tests/bench/calls.h"
#include "tests/bench/database.h"
#include "tests/bench/exports.h"
#include "tests/bench/load.h"
#include "tests/bench/many_projects.h"
#include "tests/bench/questions.h"

namespace cofi::bench {
namespace {

// Posts expenses until `count` more are there: all of one day, or of each day of a year.
nlohmann::ordered_json Fill(const std::string& address, bool prepare, bool of_year, int64_t count) {
  const auto channel = clients::Connect(address);
  if (prepare) PrepareProject(channel);
  Load load = of_year ? PostingsOfYear(256) : Postings(256, absl::InfiniteDuration());
  load.calls_max = count;
  const Outcome outcome = Run(channel, load);
  COFI_CHECK(outcome.failures == 0, outcome.first_failure);
  return {{"per_second", outcome.PerSecond()}};
}

// Asks for the budget's status, one call after the other.
nlohmann::ordered_json Status(const std::string& address, int64_t count) {
  Load load = Statuses(absl::InfiniteDuration());
  load.calls_max = count;
  const Outcome outcome = Run(clients::Connect(address), load);
  COFI_CHECK(outcome.failures == 0, outcome.first_failure);
  return {{"p50_microseconds", absl::ToDoubleMicroseconds(outcome.median)},
          {"p99_microseconds", absl::ToDoubleMicroseconds(outcome.percentile_99)}};
}

CLI::App* AddProjects(CLI::App* app, ProjectsOptions* options) {
  CLI::App* command = app->add_subcommand("projects", "make many projects on a running server");
  command->add_option("--server", options->server, "its address")->required();
  command->add_option("--from", options->from, "the first of them")->capture_default_str();
  command->add_option("--to", options->to, "behind the last of them")->capture_default_str();
  command->add_option("--seed", options->seed, "what they are drawn from")->capture_default_str();
  command->add_option("--date", options->date, "today, YYYY-MM-DD")->required();
  return command;
}

CLI::App* AddAsk(CLI::App* app, AskOptions* options) {
  std::set<std::string> askable = Questions();
  askable.insert("empty");
  CLI::App* command = app->add_subcommand("ask", "ask a running server about all projects");
  command->add_option("--server", options->server, "its address")->required();
  command->add_option("--what", options->what, "the question")
      ->required()
      ->check(CLI::IsMember(askable));
  command->add_option("--count", options->count, "how many calls")->capture_default_str();
  return command;
}

CLI::App* AddSelect(CLI::App* app, SelectOptions* options) {
  CLI::App* command = app->add_subcommand("select", "the same by hand-written SQL");
  command->add_option("--folder", options->folder, "where the databases are");
  command->add_option("--database", options->database, "where they are on a server");
  command->add_option("--what", options->what, "the question")
      ->required()
      ->check(CLI::IsMember(Questions()));
  command->add_option("--count", options->count, "how many times")->capture_default_str();
  return command;
}

CLI::App* AddWrite(CLI::App* app, WriteOptions* options) {
  CLI::App* command = app->add_subcommand("write", "the project's expenses as a file, by hand");
  command->add_option("--folder", options->folder, "where the databases are")->required();
  command->add_option("--format", options->format, "csv or xlsx")
      ->required()
      ->check(CLI::IsMember({"csv", "xlsx"}));
  command->add_option("--file", options->file, "the file")->required();
  return command;
}

CLI::App* AddAccounts(CLI::App* app, const char* name, const char* help, AccountsOptions* options) {
  CLI::App* command = app->add_subcommand(name, help);
  command->add_option("--server", options->server, "its address")->required();
  command->add_option("--rounds", options->rounds, "how many times")->capture_default_str();
  return command;
}

}  // namespace
}  // namespace cofi::bench

int main(int argc, char** argv) {
  // As cofid does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  namespace bench = cofi::bench;
  CLI::App app{"Cofi's measures; figures as JSON on standard output."};
  app.require_subcommand(1);

  bench::CallsOptions calls;
  calls.folder = std::filesystem::temp_directory_path();
  CLI::App* calls_command = app.add_subcommand("calls", "postings and empty calls of one process");
  calls_command->add_option("--rounds", calls.rounds, "rounds of all measures")
      ->capture_default_str();
  calls_command->add_option("--seconds", calls.seconds, "length of one measure")
      ->capture_default_str();
  calls_command->add_option("--only", calls.only, "only this one, for a profiler: posting_256, …");
  calls_command->add_option("--folder", calls.folder, "where the databases are")
      ->capture_default_str();

  bench::DatabaseOptions database;
  CLI::App* database_command =
      app.add_subcommand("database", "postings and status on PostgreSQL, by one replica and two");
  database_command->add_option("--database", database.url, "where; it must be empty")->required();
  database_command->add_option("--rounds", database.rounds, "rounds of all measures")
      ->capture_default_str();
  database_command->add_option("--seconds", database.seconds, "length of one measure")
      ->capture_default_str();

  std::string server;
  int64_t count = 1'000;
  bool prepare = false, of_year = false;
  CLI::App* fill = app.add_subcommand("fill", "post expenses to a running server");
  CLI::App* status = app.add_subcommand("status", "ask a running server for the budget status");
  for (CLI::App* command : {fill, status}) {
    command->add_option("--server", server, "its address")->required();
    command->add_option("--count", count, "how many calls")->capture_default_str();
  }
  fill->add_flag("--prepare", prepare, "make the project first");
  fill->add_flag("--of-year", of_year, "on the days of a year in turn, not all on one");

  bench::ProjectsOptions projects;
  const CLI::App* const projects_command = bench::AddProjects(&app, &projects);
  bench::AskOptions asked;
  const CLI::App* const ask = bench::AddAsk(&app, &asked);
  bench::SelectOptions selected;
  const CLI::App* const select = bench::AddSelect(&app, &selected);
  bench::WriteOptions written;
  const CLI::App* const write = bench::AddWrite(&app, &written);
  bench::AccountsOptions accounts;
  const CLI::App* const claim =
      bench::AddAccounts(&app, "claim", "claim all shares of a running server's grant", &accounts);
  const CLI::App* const close =
      bench::AddAccounts(&app, "close", "close a year of a running server's project", &accounts);
  CLI11_PARSE(app, argc, argv);

  nlohmann::ordered_json report;
  if (calls_command->parsed()) report = bench::MeasureCalls(calls);
  if (database_command->parsed()) report = bench::MeasureDatabase(database);
  if (fill->parsed()) report = bench::Fill(server, prepare, of_year, count);
  if (status->parsed()) report = bench::Status(server, count);
  if (projects_command->parsed()) report = bench::MakeProjects(projects);
  if (ask->parsed()) report = bench::Ask(asked);
  if (select->parsed()) report = bench::Select(selected);
  if (write->parsed()) bench::WriteByHand(written);
  if (claim->parsed()) report = bench::MeasureClaim(accounts);
  if (close->parsed()) report = bench::MeasureClosing(accounts);
  std::cout << report.dump(2) << "\n";
  return 0;
}
