#include "services/rpc/day_turn.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dated_facts.h"
#include "base/identifiers.h"
#include "clients/peer.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/type/v1/dated_values.pb.h"
#include "services/rpc/known.h"
#include "services/rpc/log.h"

namespace cofi::rpc {
namespace {

using type::v1::DatedValue;

// How long a new day may go unseen. What is looked for stands in an index.
constexpr absl::Duration kPeriod = absl::Seconds(5);

// Where the day begins first, and last.
constexpr char kFirst[] = "Pacific/Kiritimati";
constexpr char kLast[] = "Pacific/Pago_Pago";

// Where the days of a project are counted.
absl::StatusOr<std::string> ZoneOf(db::Transaction& tx, absl::string_view name) {
  COFI_ASSIGN_OR_RETURN(const auto project, KnownOf<projects::v1::Project>(tx, RootOf(name)));
  return !project.has_value() || project->time_zone().empty() ? std::string("Europe/Paris")
                                                              : project->time_zone();
}

// A resource as it is today, if that is not how it is stored; else null.
absl::StatusOr<std::unique_ptr<Message>> Today(const Resource& resource, db::Transaction& tx,
                                               const std::string& name) {
  std::unique_ptr<Message> today = resource.table->New();
  const absl::Status found = resource.table->Get(tx, name, today.get());
  if (absl::IsNotFound(found)) return nullptr;
  COFI_RETURN_IF_ERROR(found);
  COFI_ASSIGN_OR_RETURN(const std::string zone, ZoneOf(tx, name));
  tx.set_today(TodayIn(zone, tx.now()));
  const std::string stored = today->SerializeAsString();
  TakeEffect(tx.today(), today.get());
  if (today->SerializeAsString() == stored) return nullptr;
  return today;
}

absl::Status WriteEffect(const Resource& resource, db::Transaction& tx, const std::string& name) {
  COFI_ASSIGN_OR_RETURN(const std::unique_ptr<Message> today, Today(resource, tx, name));
  if (today == nullptr) return absl::OkStatus();
  const std::unique_ptr<Message> before = resource.table->New();
  COFI_RETURN_IF_ERROR(resource.table->Get(tx, name, before.get()));
  COFI_RETURN_IF_ERROR(resource.table->Update(tx, today.get()));
  return resource.changed == nullptr ? absl::OkStatus() : resource.changed(tx, *before, *today);
}

}  // namespace

const db::KeptTable& Coming() {
  static const auto* const table =
      new db::KeptTable(DatedValue::descriptor(), {.name = "coming",
                                                   .columns = {"field", "effective_date"},
                                                   .key = {"field", "effective_date"}});
  return *table;
}

db::KeptTable::Rows ComingRows(const Message& resource) {
  db::KeptTable::Rows rows;
  for (const FieldDescriptor* field : DatedFields(resource.GetDescriptor())) {
    for (const absl::CivilDay day : ChangeDays(resource, field->name())) {
      auto row = std::make_unique<DatedValue>();
      row->set_field(field->name());
      *row->mutable_effective_date() = DateFromDay(day);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

bool HasDatedFacts(const Resources& resources) {
  return absl::c_any_of(resources,
                        [](const auto& each) { return !DatedFields(each->table->type()).empty(); });
}

DayTurn::DayTurn(db::Store* store, const Resources* resources,
                 std::function<absl::Status()> upgrade)
    : store_(store), resources_(resources), upgrade_(std::move(upgrade)) {}

DayTurn::~DayTurn() { Stop(); }

void DayTurn::Start() {
  thread_ = std::thread([this] { Run(); });
}

void DayTurn::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void DayTurn::Run() {
  absl::CivilDay last = absl::CivilDay::min();
  while (true) {
    absl::Status status = upgrade_ == nullptr ? absl::OkStatus() : upgrade_();
    if (status.ok()) {
      upgrade_ = nullptr;
      const absl::StatusOr<absl::CivilDay> swept = Sweep(last);
      status = swept.status();
      if (swept.ok()) last = *swept;
    }
    if (!status.ok()) {
      Log(LogLevel::kInfo, "what takes effect waits", {{"detail", std::string(status.message())}});
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopped_), kPeriod)) return;
  }
}

absl::StatusOr<absl::CivilDay> DayTurn::Sweep(absl::CivilDay last) {
  const absl::Time now = store_->clock()();
  std::vector<std::string> names;
  COFI_RETURN_IF_ERROR(store_->ReadAndWait({}, [&](db::Transaction& tx) {
    names.clear();
    const std::string from = last == absl::CivilDay::min() ? "" : absl::FormatCivilTime(last);
    std::vector<std::string> come;
    COFI_RETURN_IF_ERROR(tx.Run(
        "SELECT DISTINCT source FROM coming WHERE effective_date > $1 AND effective_date <= $2",
        {absl::string_view(from), absl::FormatCivilTime(TodayIn(kFirst, now))},
        [&](const db::Row& row) {
          come.emplace_back(row.Text(0));
          return absl::OkStatus();
        }));
    // Most of it has taken effect already.
    for (std::string& name : come) {
      const Resource* const resource = ResourceNamed(*resources_, name);
      if (resource == nullptr) continue;
      COFI_ASSIGN_OR_RETURN(const std::unique_ptr<Message> today, Today(*resource, tx, name));
      if (today != nullptr) names.push_back(std::move(name));
    }
    return absl::OkStatus();
  }));
  for (const std::string& name : names) {
    const Resource* const resource = ResourceNamed(*resources_, name);
    const db::Cause cause = {
        .root = std::string(RootOf(name)),
        .principal = clients::kPeerPrincipal,
        .request_id = UuidFrom(absl::StrCat(kTakeEffect, name, absl::FormatTime(now))),
        .verb = kTakeEffect};
    COFI_RETURN_IF_ERROR(store_->WriteAndWait(
        cause, [&](db::Transaction& tx) { return WriteEffect(*resource, tx, name); }));
  }
  return TodayIn(kLast, now) - 1;
}

}  // namespace cofi::rpc
