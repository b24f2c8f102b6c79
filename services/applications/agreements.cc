#include "services/applications/agreements.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/dated_facts.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/text.h"
#include "clients/peer.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/tables.h"
#include "services/rpc/undo.h"
#include "services/rpc/verb.h"

namespace cofi::applications {
namespace {

using v1::Agreement;
using v1::AgreementTerms;
using v1::Application;

// The whole of an award, in hundredths of a percent.
constexpr int64_t kWhole = 10'000;

Agreement FromTerms(const AgreementTerms& terms) {
  Agreement agreement;
  agreement.set_reference(terms.reference());
  *agreement.mutable_signature_date() = terms.signature_date();
  *agreement.mutable_eligible_start_date() = terms.eligible_start_date();
  *agreement.mutable_eligible_end_date() = terms.eligible_end_date();
  return agreement;
}

absl::Status Insert(db::Transaction& tx, const Application& application, const std::string& id,
                    Agreement* agreement) {
  std::string called = id.empty() ? Slug(agreement->reference()) : id;
  if (called.empty()) called = "convention";
  agreement->set_name(Agreements().pattern().Join(application.name(), called));
  return Agreements().Insert(tx, agreement);
}

absl::StatusOr<bool> HasAgreement(db::Transaction& tx, const std::string& application) {
  COFI_ASSIGN_OR_RETURN(const int64_t count,
                        tx.Number("SELECT COUNT(*) FROM agreement WHERE root = $1 AND parent = $2",
                                  {RootOf(application), absl::string_view(application)}));
  return count > 0;
}

absl::Status CheckPeriod(const Agreement& agreement) {
  if (Day(agreement.eligible_end_date()) >= Day(agreement.eligible_start_date())) {
    return absl::OkStatus();
  }
  return InField("eligible_end_date",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", IsoDate(agreement.eligible_end_date())},
                         {"accepted", "on {limit:date} or after"},
                         {"limit", IsoDate(agreement.eligible_start_date())}}));
}

// On each day on which the period changes.
absl::Status CheckPeriods(const Agreement& agreement) {
  COFI_RETURN_IF_ERROR(CheckPeriod(agreement));
  for (const char* field : {"eligible_start_date", "eligible_end_date"}) {
    for (const absl::CivilDay day : ChangeDays(agreement, field)) {
      Agreement then = agreement;
      FactsOn(day, &then);
      COFI_RETURN_IF_ERROR(CheckPeriod(then));
    }
  }
  return absl::OkStatus();
}

// Puts the terms that an amendment names into `agreement`; which those are. What is awarded by
// fiscal year is the application's, as the award is.
std::vector<std::string> TakeAmended(const v1::AmendAgreementRequest& request,
                                     Agreement* agreement) {
  std::vector<std::string> fields;
  for (const FieldDescriptor* field : DatedFields(Agreement::descriptor())) {
    const FieldPath from = FieldPath::Find(request.GetDescriptor(), field->name());
    if (field->name() == kYearAmounts || from.empty() || !from.Has(request)) continue;
    const auto* const reflection = request.GetReflection();
    if (field->is_repeated()) {
      *agreement->mutable_eligible_accounts() = request.eligible_accounts();
    } else {
      agreement->GetReflection()
          ->MutableMessage(agreement, field)
          ->CopyFrom(reflection->GetMessage(request, from.leaf()));
    }
    fields.push_back(field->name());
  }
  return fields;
}

}  // namespace

void SetTerms(const Agreement& agreement, Application* application) {
  AgreementTerms& terms = *application->mutable_agreement_terms();
  terms.set_reference(agreement.reference());
  *terms.mutable_signature_date() = agreement.signature_date();
  *terms.mutable_eligible_start_date() = agreement.eligible_start_date();
  *terms.mutable_eligible_end_date() = agreement.eligible_end_date();
}

absl::Status MakeAgreement(db::Transaction& tx, const v1::SignApplicationAgreementRequest& request,
                           const Date& date, Application* application) {
  Agreement agreement;
  agreement.set_reference(request.reference());
  *agreement.mutable_signature_date() = date;
  *agreement.mutable_eligible_start_date() = request.eligible_start_date();
  *agreement.mutable_eligible_end_date() = request.eligible_end_date();
  *agreement.mutable_eligible_accounts() = request.eligible_accounts();
  if (request.has_rate()) *agreement.mutable_rate() = request.rate();
  if (request.has_ceiling()) *agreement.mutable_ceiling() = request.ceiling();
  COFI_RETURN_IF_ERROR(ChangeAward(tx, {.years = SaidByYear(request.year_amounts())},
                                   {.effective_date = date, .reference = request.reference()},
                                   application));
  CopyFacts(*application, {kYearAmounts}, tx.today(), &agreement);
  COFI_RETURN_IF_ERROR(Insert(tx, *application, request.agreement_id(), &agreement));
  SetTerms(agreement, application);
  return absl::OkStatus();
}

absl::Status KeepAgreement(db::Transaction& tx, const Application& application) {
  if (!application.agreement_terms().has_signature_date()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const bool there, HasAgreement(tx, application.name()));
  if (there) return absl::OkStatus();
  Agreement agreement = FromTerms(application.agreement_terms());
  return Insert(tx, application, "", &agreement);
}

absl::Status FollowYears(db::Transaction& tx, const Application& before, const Application& after) {
  if (SameFact(before, after, kYearAmounts)) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(std::vector<Agreement> agreements, Agreements().Children(tx, after.name()));
  for (Agreement& each : agreements) {
    CopyFacts(after, {kYearAmounts}, tx.today(), &each);
    COFI_RETURN_IF_ERROR(Agreements().Update(tx, &each));
  }
  return absl::OkStatus();
}

absl::Status MakeAgreements(db::Store* store) {
  std::vector<std::string> signed_before;
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    signed_before.clear();
    return tx.Run(
        "SELECT name FROM application WHERE state IN ('AGREED', 'CLOSED') AND NOT EXISTS"
        " (SELECT 1 FROM agreement WHERE agreement.root = application.root AND"
        " agreement.parent = application.name)",
        {}, [&](const db::Row& row) {
          signed_before.emplace_back(row.Text(0));
          return absl::OkStatus();
        });
  }));
  for (const std::string& name : signed_before) {
    COFI_RETURN_IF_ERROR(store->WriteAndWait(
        {.root = std::string(RootOf(name)),
         .principal = clients::kPeerPrincipal,
         .request_id = UuidFrom(absl::StrCat("KeepAgreement", name)),
         .verb = "KeepAgreement"},
        [&](db::Transaction& tx) -> absl::Status {
          COFI_ASSIGN_OR_RETURN(const Application application, Applications().Get(tx, name));
          return KeepAgreement(tx, application);
        }));
  }
  return absl::OkStatus();
}

absl::Status OnUpdateAgreement(db::Transaction& tx, const Agreement& before, Agreement& after) {
  // What counts on the day of the change: of its days nothing is told yet.
  Agreement then = before, now = after;
  then.clear_dated_values();
  now.clear_dated_values();
  const auto changed = [&](const FieldDescriptor* field) {
    return !SameFact(then, now, field->name());
  };
  if (absl::c_any_of(DatedFields(Agreement::descriptor()), changed)) {
    COFI_ASSIGN_OR_RETURN(const Application application,
                          Applications().Get(tx, ParentOf(after.name())));
    COFI_RETURN_IF_ERROR(CheckNotClosed(application));
  }
  int64_t shares = 0;
  for (int i = 0; i < after.payments_size(); ++i) {
    const v1::ScheduledPayment& payment = after.payments(i);
    const std::string field = absl::StrCat("agreement.payments[", i, "]");
    shares += payment.share_basis_points();
    if (!payment.obligation().empty() && ParentOf(payment.obligation()) != ParentOf(after.name())) {
      return InField(
          absl::StrCat(field, ".obligation"),
          Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", payment.obligation()}}));
    }
    if (shares <= kWhole) continue;
    return InField(
        absl::StrCat(field, ".share_basis_points"),
        Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
               {{"value", absl::StrCat(payment.share_basis_points())},
                {"accepted", absl::StrCat("0…", kWhole - shares + payment.share_basis_points())}}));
  }
  return absl::OkStatus();
}

absl::Status OnAgreementChanged(db::Transaction& tx, const Agreement& before,
                                const Agreement& after) {
  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(after.name())));
  if (!SameFact(before, after, kYearAmounts)) {
    CopyFacts(after, {kYearAmounts}, tx.today(), &application);
    COFI_RETURN_IF_ERROR(CheckYears(application, "agreement.year_amounts"));
  }
  SetTerms(after, &application);
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Stage> stages, StagesOf(tx, application.name()));
  return StoreMoved(tx, stages, &application);
}

absl::StatusOr<bool> ViewAgreement(db::Transaction&, Agreement& agreement,
                                   const absl::CivilDay* as_of) {
  return as_of == nullptr || Day(agreement.signature_date()) <= *as_of;
}

absl::Status AmendAgreement(db::Transaction& tx, const v1::AmendAgreementRequest& request,
                            Agreement* agreement) {
  COFI_ASSIGN_OR_RETURN(const Agreement before, rpc::Load(tx, Agreements(), request));
  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(before.name())));
  COFI_RETURN_IF_ERROR(CheckNotClosed(application));
  const FactChange change = {.effective_date = request.has_effective_date()
                                                   ? request.effective_date()
                                                   : DateFromDay(tx.today()),
                             .correction = request.correction(),
                             .reference = request.reference(),
                             .note = request.note()};
  if (Day(change.effective_date) < Day(before.signature_date())) {
    return InField("effective_date", Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                                            {{"name", before.name()},
                                             {"previous", IsoDate(before.signature_date())},
                                             {"value", IsoDate(change.effective_date)}}));
  }
  *agreement = before;
  TakeEffect(Day(change.effective_date), agreement);
  const std::vector<std::string> fields = TakeAmended(request, agreement);
  const bool amends_award = request.has_awarded_amount() || !request.year_amounts().empty();
  if (fields.empty() && !amends_award) {
    return InField("awarded_amount", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  COFI_RETURN_IF_ERROR(CheckPeriod(*agreement));
  COFI_RETURN_IF_ERROR(ChangeFacts(before, fields, change, tx.today(), agreement));
  COFI_RETURN_IF_ERROR(CheckPeriods(*agreement));
  if (request.has_awarded_amount()) {
    COFI_RETURN_IF_ERROR(
        CheckAward(tx, application, request.awarded_amount(), request.above_request()));
  }
  if (amends_award) {
    const Application unamended = application;
    COFI_RETURN_IF_ERROR(
        ChangeAward(tx,
                    {.amount = request.has_awarded_amount() ? &request.awarded_amount() : nullptr,
                     .years = SaidByYear(request.year_amounts())},
                    change, &application));
    if (!SameFact(unamended, application, kYearAmounts)) {
      CopyFacts(application, {kYearAmounts}, tx.today(), agreement);
    }
    COFI_RETURN_IF_ERROR(Applications().Update(tx, &application));
  }
  COFI_RETURN_IF_ERROR(Agreements().Update(tx, agreement));
  return OnAgreementChanged(tx, before, *agreement);
}

absl::Status UndoAgreement(const rpc::Resources& resources, db::Transaction& tx,
                           const v1::UndoAgreementRequest& request, const type::v1::StillOpen& told,
                           Agreement* agreement) {
  COFI_RETURN_IF_ERROR(rpc::Load(tx, Agreements(), request).status());
  // An amendment may have changed the award only, which is the application's.
  const std::string application(ParentOf(request.name()));
  COFI_ASSIGN_OR_RETURN(const Application before, Applications().Get(tx, application));
  const auto may = [&](absl::string_view verb) {
    return verb == rpc::VerbOf<v1::AmendAgreementRequest>()
               ? absl::OkStatus()
               : rpc::NotUndoable(request.name(), "no verb moved it");
  };
  COFI_RETURN_IF_ERROR(rpc::Undo(resources, tx, request.name(), may, application));
  COFI_ASSIGN_OR_RETURN(const Application undone, Applications().Get(tx, application));
  COFI_RETURN_IF_ERROR(CheckReceived(request.name(), before, undone, told));
  COFI_ASSIGN_OR_RETURN(*agreement, Agreements().Get(tx, request.name()));
  return absl::OkStatus();
}

}  // namespace cofi::applications
