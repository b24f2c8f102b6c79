#include "tests/bench/questions.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/dates.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "db/engine.h"
#include "tests/bench/bench_project.h"
#include "tests/bench/load.h"

namespace cofi::bench {
namespace {

constexpr int kWarmUp = 20;
constexpr int kWithinDays = 30;
constexpr char kBeginning[] = "precar";
// Behind all words that begin so.
constexpr char kBehind[] = "precar\xF4\x8F\xBF\xBF";

// ---- as a client asks ---------------------------------------------------------

nlohmann::ordered_json FiguresOf(const Outcome& outcome, int64_t rows) {
  return {{"p50_microseconds", absl::ToDoubleMicroseconds(outcome.median)},
          {"p99_microseconds", absl::ToDoubleMicroseconds(outcome.percentile_99)},
          {"rows", rows}};
}

// So many calls one after the other, after some that do not count.
Outcome OneByOne(const std::shared_ptr<grpc::Channel>& channel, Load load, int64_t count) {
  load.in_flight = 1;
  load.duration = absl::InfiniteDuration();
  Outcome outcome;
  for (const int64_t calls : {int64_t{kWarmUp}, count}) {
    load.calls_max = calls;
    outcome = Run(channel, load);
    COFI_CHECK(outcome.failures == 0, outcome.first_failure);
  }
  return outcome;
}

template <typename Answer, typename Request, typename Count>
nlohmann::ordered_json AskFor(const AskOptions& options, const Request& request, Count rows_of) {
  const auto channel = clients::Connect(options.server);
  const Load load = {.path = clients::PathOf(clients::MethodOf(Request::descriptor())),
                     .request = [request](int64_t) { return Bytes(request); }};
  const Outcome outcome = OneByOne(channel, load, options.count);
  Answer answer;
  const grpc::Status status = clients::Peer(channel, {}).CallAndWait(request, &answer);
  COFI_CHECK(status.ok(), status.error_message());
  return FiguresOf(outcome, rows_of(answer));
}

// ---- as somebody would write it by hand ---------------------------------------

// What a parameter of a statement stands for.
enum class Is {
  kToday,
  kUntil,
  kBeginning,
  kBehind,
  // The projects that a statement before found, as a JSON array.
  kProjects,
};

struct Statement {
  const char* service;
  std::string sql;
  std::vector<Is> parameters = {};
  // Whether its rows are those that are asked for, and whether they begin with their project.
  bool answers = false;
  bool finds_projects = false;
};

std::vector<Statement> DeadlineStatements() {
  constexpr char kOver[] =
      "SELECT date, kind, resource, display_name, project, funder FROM deadline"
      " WHERE date >= $1 AND date <= $2 ORDER BY date, resource, kind LIMIT 100";
  return {
      {.service = "applications",
       .sql = "SELECT d.date, d.kind, d.resource, d.display_name, d.project,"
              " d.obligation_kind, f.name, f.display_name FROM deadline AS d"
              " LEFT JOIN funder AS f ON f.root = 'directory' AND f.name = d.funder"
              " WHERE d.date <= $1 ORDER BY d.date, d.resource, d.kind LIMIT 100",
       .parameters = {Is::kUntil},
       .answers = true},
      // What these keep is over with its day.
      {.service = "budgets", .sql = kOver, .parameters = {Is::kToday, Is::kUntil}, .answers = true},
      {.service = "projects",
       .sql = kOver,
       .parameters = {Is::kToday, Is::kUntil},
       .answers = true}};
}

std::vector<Statement> PipelineStatements() {
  constexpr char kOfProjects[] = " IN (SELECT value FROM json_each($1))";
  return {
      {.service = "applications",
       .sql = "SELECT state, currency, COUNT(*), CAST(SUM(CASE WHEN state = 'WITHDRAWN' AND"
              " submit_date = '' THEN 0 ELSE COALESCE(requested_amount, 0) END) AS BIGINT)"
              " FROM application GROUP BY state, currency"},
      {.service = "applications",
       .sql = "SELECT a.root, a.name, a.display_name, a.state, a.currency, a.requested_amount,"
              " a.likelihood_basis_points, a.expected_decision_date, f.name, f.display_name"
              " FROM application AS a"
              " LEFT JOIN funder AS f ON f.root = 'directory' AND f.name = a.funder"
              " ORDER BY a.root, a.name LIMIT 100",
       .answers = true,
       .finds_projects = true},
      {.service = "applications",
       .sql = absl::StrCat("SELECT parent, display_name, state, due_date,"
                           " expected_decision_date FROM stage WHERE root",
                           kOfProjects, " ORDER BY root, parent, position"),
       .parameters = {Is::kProjects}},
      {.service = "applications",
       .sql = absl::StrCat("SELECT parent, display_name, kind, due_date FROM obligation"
                           " WHERE state = 'PENDING' AND root",
                           kOfProjects, " ORDER BY root, parent, due_date"),
       .parameters = {Is::kProjects}},
      {.service = "budgets",
       .sql = "SELECT state, currency, CAST(SUM(awarded) AS BIGINT) FROM award GROUP BY state, "
              "currency"},
      {.service = "budgets",
       // The identifier of a grant stands behind `/grants/`.
       .sql = absl::StrCat("SELECT g.application, g.funder, g.awarded_amount, g.ceiling,"
                           " g.lost_date, CAST(SUM(t.spent) AS BIGINT),"
                           " CAST(SUM(t.received) AS BIGINT)"
                           " FROM funding_grant AS g LEFT JOIN ledger_total AS t"
                           " ON t.root = g.root AND"
                           " t.grant_id = SUBSTR(g.name, LENGTH(g.root) + 9)"
                           " WHERE g.root",
                           kOfProjects, " GROUP BY g.root, g.name"),
       .parameters = {Is::kProjects}},
      {.service = "projects",
       .sql = absl::StrCat("SELECT name, currency, time_zone FROM project WHERE root", kOfProjects),
       .parameters = {Is::kProjects}}};
}

std::vector<Statement> PortfolioStatements() {
  // One step into the index for each project, rather than all that is due of it.
  constexpr char kNext[] =
      "SELECT d.date, d.kind, d.resource, d.display_name, d.project, d.funder"
      " FROM json_each($1) AS p JOIN deadline AS d ON d.rowid ="
      " (SELECT n.rowid FROM deadline AS n WHERE n.root = p.value"
      " AND (n.kind NOT IN ('ELIGIBILITY_END', 'EVENT') OR n.date >= $2)"
      " ORDER BY n.date, n.resource, n.kind LIMIT 1)";
  const std::vector<Is> projects_today = {Is::kProjects, Is::kToday};
  return {
      {.service = "budgets",
       .sql = "SELECT project, display_name, state, currency, planned, own_funds, secured,"
              " pending, gap, committed, spent, paid, available, received FROM portfolio"
              " WHERE state <> '' ORDER BY COALESCE(gap, -9007199254740992) DESC, project"
              " LIMIT 100",
       .answers = true,
       .finds_projects = true},
      {.service = "budgets",
       .sql = "SELECT currency, COUNT(*), CAST(SUM(planned) AS BIGINT), CAST(SUM(own_funds) AS "
              "BIGINT), CAST(SUM(secured) AS BIGINT),"
              " CAST(SUM(pending) AS BIGINT), CAST(SUM(gap) AS BIGINT), CAST(SUM(committed) AS "
              "BIGINT), CAST(SUM(spent) AS BIGINT), CAST(SUM(paid) AS BIGINT), CAST(SUM(available) "
              "AS BIGINT),"
              " CAST(SUM(received) AS BIGINT) FROM portfolio WHERE state <> '' GROUP BY currency"},
      {.service = "projects",
       .sql = "SELECT name, time_zone FROM project"
              " WHERE root IN (SELECT value FROM json_each($1))",
       .parameters = {Is::kProjects}},
      {.service = "applications", .sql = kNext, .parameters = projects_today},
      {.service = "budgets", .sql = kNext, .parameters = projects_today},
      {.service = "projects", .sql = kNext, .parameters = projects_today}};
}

std::vector<Statement> SearchStatements() {
  const auto words = [](const char* kind) {
    return absl::StrCat(
        "SELECT * FROM (SELECT kind, source, display_name FROM search_word WHERE kind = '", kind,
        "' AND resource >= $1 AND resource < $2 ORDER BY resource, source LIMIT 100) AS part");
  };
  // One of each text and project.
  const auto texts = [](const char* column) {
    return absl::StrCat("SELECT * FROM (SELECT MIN(", column, "), MIN(name) FROM expense WHERE ",
                        column, "_folded >= $1 AND ", column, "_folded < $2 GROUP BY ", column,
                        "_folded, root ORDER BY ", column, "_folded, root LIMIT 100) AS part");
  };
  const auto both = [](const std::string& one, const std::string& other) {
    return absl::StrCat(one, " UNION ALL ", other);
  };
  const std::vector<Is> between = {Is::kBeginning, Is::kBehind};
  return {{.service = "projects",
           .sql = both(words("PROJECT"), words("ORGANIZATION")),
           .parameters = between,
           .answers = true},
          {.service = "applications",
           .sql = both(words("FUNDER"), words("APPLICATION")),
           .parameters = between,
           .answers = true},
          {.service = "budgets",
           .sql = both(texts("supplier"), texts("invoice_reference")),
           .parameters = between,
           .answers = true}};
}

// As PostgreSQL has what the engines have not in common.
std::string OnServer(absl::string_view sql) {
  return absl::StrReplaceAll(
      sql,
      {{"(SELECT value FROM json_each($1))", "(SELECT json_array_elements_text(CAST($1 AS json)))"},
       {"FROM json_each($1) AS p JOIN deadline AS d ON d.rowid = (SELECT n.rowid FROM",
        "FROM json_array_elements_text(CAST($1 AS json)) AS p (value) JOIN deadline AS d ON"
        " d.ctid = (SELECT n.ctid FROM"}});
}

// The statements of a question, on the databases that it reads.
class Selection {
 public:
  Selection(const SelectOptions& options, std::vector<Statement> statements)
      : statements_(std::move(statements)) {
    if (!options.database.empty()) {
      for (Statement& each : statements_) each.sql = OnServer(each.sql);
    }
    // Where most projects are; a day more or less is no other measure.
    const absl::CivilDay today = TodayIn("Europe/Paris", absl::Now());
    today_ = IsoDate(DateFromDay(today));
    until_ = IsoDate(DateFromDay(today + kWithinDays));
    for (const Statement& each : statements_) {
      if (databases_.contains(each.service)) continue;
      auto engine =
          db::MakeEngine(options.database, options.folder, each.service, db::Use::kReadBeside);
      COFI_CHECK(engine.ok(), engine.status().ToString());
      auto opened = (*engine)->Open(db::Access::kRead);
      COFI_CHECK(opened.ok(), opened.status().ToString());
      engines_.push_back(*std::move(engine));
      databases_[each.service] = *std::move(opened);
    }
  }

  // How many rows are the answer.
  int64_t RunOnce() {
    int64_t rows = 0;
    for (const auto& [_, database] : databases_) Check(database->Begin(db::Access::kRead));
    for (const Statement& each : statements_) {
      const int64_t found = RunStatement(each);
      if (each.answers) rows += found;
    }
    for (const auto& [_, database] : databases_) Check(database->Commit());
    return rows;
  }

 private:
  static void Check(const absl::Status& status) { COFI_CHECK(status.ok(), status.ToString()); }

  absl::string_view ValueOf(Is parameter) const {
    switch (parameter) {
      case Is::kToday:
        return today_;
      case Is::kUntil:
        return until_;
      case Is::kBeginning:
        return kBeginning;
      case Is::kBehind:
        return kBehind;
      case Is::kProjects:
        return projects_;
    }
    return "";
  }

  int64_t RunStatement(const Statement& statement) {
    std::vector<db::Value> parameters;
    for (const Is each : statement.parameters) parameters.emplace_back(ValueOf(each));
    int64_t rows = 0;
    std::set<std::string> projects;
    Check(databases_.at(statement.service)->Run(statement.sql, parameters, [&](const db::Row& row) {
      ++rows;
      if (statement.finds_projects) projects.emplace(row.Text(0));
      return absl::OkStatus();
    }));
    // No name has what JSON would escape.
    if (statement.finds_projects) {
      projects_ = absl::StrCat("[\"", absl::StrJoin(projects, "\",\""), "\"]");
    }
    return rows;
  }

  std::vector<Statement> statements_;
  std::vector<std::unique_ptr<db::Engine>> engines_;
  std::string today_, until_, projects_;
  std::map<std::string, std::unique_ptr<db::Connection>> databases_;
};

std::vector<Statement> StatementsOf(const std::string& what) {
  if (what == "deadlines") return DeadlineStatements();
  if (what == "pipeline") return PipelineStatements();
  if (what == "portfolio") return PortfolioStatements();
  COFI_CHECK(what == "search", what);
  return SearchStatements();
}

}  // namespace

const std::set<std::string>& Questions() {
  static const auto* const all =
      new std::set<std::string>{"deadlines", "pipeline", "portfolio", "search"};
  return *all;
}

nlohmann::ordered_json Ask(const AskOptions& options) {
  if (options.what == "deadlines") {
    reporting::v1::ListDeadlinesRequest request;
    request.set_parent("projects/-");
    request.set_within_days(kWithinDays);
    return AskFor<reporting::v1::DeadlineList>(
        options, request, [](const auto& answer) { return answer.deadlines_size(); });
  }
  if (options.what == "pipeline") {
    reporting::v1::GetPipelineRequest request;
    request.set_parent("projects/-");
    return AskFor<reporting::v1::Pipeline>(
        options, request, [](const auto& answer) { return answer.entries_size(); });
  }
  if (options.what == "portfolio") {
    reporting::v1::GetPortfolioRequest request;
    request.set_order_by("gap desc");
    return AskFor<reporting::v1::Portfolio>(options, request,
                                            [](const auto& answer) { return answer.rows_size(); });
  }
  if (options.what == "search") {
    reporting::v1::SearchRequest request;
    request.set_text(kBeginning);
    return AskFor<reporting::v1::SearchResponse>(
        options, request, [](const auto& answer) { return answer.hits_size(); });
  }
  COFI_CHECK(options.what == "empty", options.what);
  return FiguresOf(OneByOne(clients::Connect(options.server),
                            EmptyCalls(1, absl::InfiniteDuration()), options.count),
                   0);
}

nlohmann::ordered_json Select(const SelectOptions& options) {
  Selection selection(options, StatementsOf(options.what));
  int64_t rows = 0;
  for (int i = 0; i < kWarmUp; ++i) rows = selection.RunOnce();
  std::vector<absl::Duration> durations;
  const absl::Time start = absl::Now();
  for (int64_t i = 0; i < options.count; ++i) {
    const absl::Time before = absl::Now();
    selection.RunOnce();
    durations.push_back(absl::Now() - before);
  }
  return FiguresOf(OutcomeOf(std::move(durations), absl::Now() - start), rows);
}

}  // namespace cofi::bench
