#include "services/budgets/fiscal_years.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/fiscal_years.h"
#include "base/states.h"
#include "clients/peer.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/budgets/ledger.h"
#include "services/budgets/tables.h"
#include "services/rpc/verify_resource.h"

namespace cofi::budgets {
namespace {

using projects::v1::Organization;
using projects::v1::Project;
using v1::FiscalYear;

constexpr char kProjects[] = "projects";

constexpr Transition<FiscalYear::State> kTransitions[] = {
    {FiscalYear::STATE_OPEN, "CLOSE", FiscalYear::STATE_CLOSED},
    {FiscalYear::STATE_CLOSED, "REOPEN", FiscalYear::STATE_OPEN},
};

// Each sum of what was moved in a year, and where it is kept.
struct YearSum {
  Measure measure;
  Money* (FiscalYear::*field)();
  const Money& (FiscalYear::*get)() const;
};
constexpr YearSum kSums[] = {
    {Measure::kSpent, &FiscalYear::mutable_spent_amount, &FiscalYear::spent_amount},
    {Measure::kPaid, &FiscalYear::mutable_paid_amount, &FiscalYear::paid_amount},
    {Measure::kReceived, &FiscalYear::mutable_received_amount, &FiscalYear::received_amount},
};

void ClearClosing(FiscalYear* year) {
  year->clear_close_date();
  year->clear_spent_amount();
  year->clear_paid_amount();
  year->clear_received_amount();
}

// As protos take a fiscal year (FORMAT_FISCAL_YEAR).
absl::StatusOr<int> YearOf(absl::string_view name) {
  constexpr int kFirst = 1900, kLast = 2999;
  const absl::string_view id = IdOf(name);
  int year = 0;
  if (absl::SimpleAtoi(id, &year) && year >= kFirst && year <= kLast && absl::StrCat(year) == id) {
    return year;
  }
  return InField(
      "name", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                     {{"value", std::string(id)}, {"accepted", absl::StrCat(kFirst, "…", kLast)}}));
}

// The year so many after this one, if it is closed; else an unnamed one.
absl::StatusOr<FiscalYear> ClosedBeside(db::Transaction& tx, absl::string_view name, int year) {
  absl::StatusOr<FiscalYear> beside =
      FiscalYears().Get(tx, FiscalYears().pattern().Join(RootOf(name), absl::StrCat(year)));
  if (absl::IsNotFound(beside.status())) return FiscalYear();
  if (beside.ok() && beside->state() != FiscalYear::STATE_CLOSED) return FiscalYear();
  return beside;
}

// Between the closed years beside it, whenever the lead's years have begun since: no day is in two.
absl::Status SetPeriod(db::Transaction& tx, int number, int start_month, FiscalYear* year) {
  rules::FiscalPeriod period = rules::FiscalPeriodOf(number, start_month);
  COFI_ASSIGN_OR_RETURN(const FiscalYear before, ClosedBeside(tx, year->name(), number - 1));
  COFI_ASSIGN_OR_RETURN(const FiscalYear after, ClosedBeside(tx, year->name(), number + 1));
  if (!before.name().empty()) period.first = Day(before.end_date()) + 1;
  if (!after.name().empty()) period.last = Day(after.start_date()) - 1;
  *year->mutable_start_date() = DateFromDay(period.first);
  *year->mutable_end_date() = DateFromDay(period.last);
  return absl::OkStatus();
}

absl::StatusOr<Amounts> SumOf(db::Transaction& tx, const FiscalYear& year) {
  return SumOfMonths(tx, RootOf(year.name()), IsoDate(year.start_date()), IsoDate(year.end_date()));
}

// An open one of that name, if it was never closed.
absl::StatusOr<FiscalYear> Find(db::Transaction& tx, const v1::CloseFiscalYearRequest& request) {
  absl::StatusOr<FiscalYear> found = rpc::Load(tx, FiscalYears(), request);
  if (!absl::IsNotFound(found.status()) || !request.etag().empty()) return found;
  FiscalYear made;
  made.set_name(request.name());
  made.set_state(FiscalYear::STATE_OPEN);
  return made;
}

}  // namespace

absl::Status CheckDateOpen(db::Transaction& tx, absl::string_view name, const Date& date,
                           absl::string_view field) {
  return CheckDatesOpen(tx, name, {{date, field}});
}

absl::Status CheckDatesOpen(db::Transaction& tx, absl::string_view name,
                            absl::Span<const DatedField> dated) {
  if (absl::c_none_of(dated, [](const DatedField& each) { return IsSet(each.date); })) {
    return absl::OkStatus();
  }
  // All days until the end of the last closed year are closed.
  std::string year;
  Date last;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT name, end_date FROM fiscal_year WHERE root = $1 AND state = 'CLOSED'"
             " ORDER BY end_date DESC LIMIT 1",
             {RootOf(name)}, [&](const db::Row& row) -> absl::Status {
               year = std::string(row.Text(0));
               COFI_ASSIGN_OR_RETURN(last, ParseDate(row.Text(1)));
               return absl::OkStatus();
             }));
  if (year.empty()) return absl::OkStatus();
  for (const DatedField& each : dated) {
    if (!IsSet(each.date) || Day(each.date) > Day(last)) continue;
    const absl::Status refusal =
        Refuse(type::v1::REASON_YEAR_CLOSED, {{"value", IsoDate(each.date)},
                                              {"name", year},
                                              {"last", IsoDate(last)},
                                              {"from", absl::FormatCivilTime(Day(last) + 1)}});
    return each.field.empty() ? refusal : InField(each.field, refusal);
  }
  return absl::OkStatus();
}

void AskLead(const rpc::Peers& peers, const rpc::Caller& caller, const std::string& project,
             std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)> done) {
  const absl::StatusOr<clients::Peer> peer = peers.Get(kProjects, rpc::OptionsFor(caller));
  if (!peer.ok()) return done(peer.status());
  const auto of_project = std::make_shared<projects::v1::GetProjectRequest>();
  of_project->set_name(project);
  const auto found = std::make_shared<Project>();
  peer->Call(*of_project, found.get(),
             [peer = *peer, of_project, found, done = std::move(done)](const grpc::Status& status) {
               if (!status.ok()) return done(clients::FromPeer(kProjects, status));
               const auto lead = std::make_shared<Organization>();
               if (found->lead().empty()) return done(std::shared_ptr<const Message>(lead));
               const auto of_lead = std::make_shared<projects::v1::GetOrganizationRequest>();
               of_lead->set_name(found->lead());
               peer.Call(*of_lead, lead.get(), [of_lead, lead, done](const grpc::Status& told) {
                 if (!told.ok()) return done(clients::FromPeer(kProjects, told));
                 done(std::shared_ptr<const Message>(lead));
               });
             });
}

absl::Status CloseFiscalYear(const rpc::Resources&, db::Transaction& tx,
                             const v1::CloseFiscalYearRequest& request, const Organization& lead,
                             FiscalYear* year) {
  COFI_ASSIGN_OR_RETURN(const int number, YearOf(request.name()));
  COFI_ASSIGN_OR_RETURN(*year, Find(tx, request));
  const bool is_new = year->uid().empty();
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(year, kTransitions, "CLOSE", date, request.note()));
  COFI_RETURN_IF_ERROR(SetPeriod(tx, number, lead.fiscal_year_start_month(), year));
  if (Day(date) < Day(year->end_date())) {
    return InField("effective_date", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                            {{"value", IsoDate(date)},
                                             {"accepted", "on {limit:date} or after"},
                                             {"limit", IsoDate(year->end_date())}}));
  }
  *year->mutable_close_date() = date;
  year->set_note(request.note());
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, *year));
  for (const YearSum& each : kSums) {
    const int64_t minor = sum[each.measure];
    if (std::abs(minor) > kMinorMax) {
      return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
    }
    *(year->*each.field)() = MoneyFromMinor(minor, tx.cause().currency);
  }
  return is_new ? FiscalYears().Insert(tx, year) : FiscalYears().Update(tx, year);
}

absl::Status ReopenFiscalYear(db::Transaction& tx, const v1::ReopenFiscalYearRequest& request,
                              FiscalYear* year) {
  COFI_ASSIGN_OR_RETURN(*year, rpc::Load(tx, FiscalYears(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(year, kTransitions, "REOPEN", date, request.note()));
  std::string later;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT name FROM fiscal_year WHERE root = $1 AND state = 'CLOSED' AND end_date > $2"
             " ORDER BY end_date DESC LIMIT 1",
             {RootOf(year->name()), IsoDate(year->end_date())}, [&](const db::Row& row) {
               later = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  if (!later.empty()) {
    return Refuse(type::v1::REASON_LATER_YEAR_CLOSED, {{"name", year->name()}, {"other", later}});
  }
  year->set_note(request.note());
  ClearClosing(year);
  return FiscalYears().Update(tx, year);
}

absl::StatusOr<bool> ViewFiscalYear(db::Transaction&, FiscalYear& year,
                                    const absl::CivilDay* as_of) {
  if (as_of == nullptr) return true;
  const int changes = year.history_size();
  StateOn(*as_of, FiscalYear::STATE_OPEN, &year);
  if (year.history().empty()) return false;
  if (year.history_size() == changes) return true;
  ClearClosing(&year);
  if (year.state() == FiscalYear::STATE_CLOSED) *year.mutable_close_date() = year.state_date();
  year.set_note(year.history().rbegin()->note());
  return true;
}

rpc::StateVerbs<FiscalYear> FiscalYearVerbs() { return rpc::VerbsOf<FiscalYear>(kTransitions); }

absl::Status VerifyFiscalYear(db::Transaction& tx, const FiscalYear& year) {
  if (year.state() != FiscalYear::STATE_CLOSED) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, year));
  for (const YearSum& each : kSums) {
    const int64_t found = Minor((year.*each.get)());
    if (found == sum[each.measure]) continue;
    return rpc::Broken(year, absl::StrCat(NameOf(each.measure), "_amount"),
                       absl::StrCat(sum[each.measure]), absl::StrCat(found));
  }
  return absl::OkStatus();
}

}  // namespace cofi::budgets
