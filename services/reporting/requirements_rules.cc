#include "services/reporting/requirements_rules.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/rules/application_states.h"
#include "base/text.h"

namespace cofi::reporting {
namespace {

using attachments::v1::Attachment;
using attachments::v1::Paper;
using budgets::v1::Expense;
using v1::Requirement;
using v1::Requirements;

// Who has to renew a paper should hear of it that long before.
constexpr int kSoonDays = 30;
constexpr int kAllBasisPoints = 10'000;

// `Statuts 2017` for `Statuts 2017.pdf`. What the service takes always has an ending.
absl::string_view WithoutEnding(absl::string_view file_name) {
  return file_name.substr(0, file_name.rfind('.'));
}

bool IsCalled(absl::string_view file_name, const std::string& folded) {
  return Fold(WithoutEnding(file_name)) == folded;
}

bool BelongsTo(const Attachment& attachment, const Application& application) {
  return attachment.application() == application.name() ||
         (!attachment.stage().empty() && ParentOf(attachment.stage()) == application.name());
}

// Who said which of the required documents it is, meant no other.
bool IsRequired(const Attachment& attachment, const std::string& folded) {
  return attachment.requirement().empty() ? IsCalled(attachment.display_name(), folded)
                                          : Fold(attachment.requirement()) == folded;
}

// What is of another kind than all others is known by its name alone.
bool IsRequired(const Paper& paper, const std::string& folded) {
  if (IsCalled(paper.display_name(), folded)) return true;
  if (paper.kind() == Paper::KIND_UNSPECIFIED || paper.kind() == Paper::KIND_OTHER) return false;
  return Fold(EnumLabel(paper.kind(), Language::kEnglish)) == folded ||
         Fold(EnumLabel(paper.kind(), Language::kFrench)) == folded;
}

// The last day on which it holds.
absl::CivilDay EndOf(const Paper& paper) {
  return IsSet(paper.expire_date()) ? Day(paper.expire_date()) : absl::CivilDay::max();
}

// The one that holds longest of those that have begun to; null if there is none. Of two, the first
// by name.
const Paper* LongestOf(const std::vector<Paper>& papers, const std::string& folded,
                       absl::CivilDay day) {
  const Paper* longest = nullptr;
  for (const Paper& paper : papers) {
    const bool begun = !IsSet(paper.issue_date()) || Day(paper.issue_date()) <= day;
    if (!begun || !IsRequired(paper, folded)) continue;
    const bool longer = longest == nullptr || EndOf(paper) > EndOf(*longest) ||
                        (EndOf(paper) == EndOf(*longest) && paper.name() < longest->name());
    if (longer) longest = &paper;
  }
  return longest;
}

template <typename File>
void SetFile(const File& file, Requirement* requirement) {
  requirement->set_file(file.name());
  requirement->set_file_display_name(file.display_name());
}

v1::ApplicationRequirements RequirementsOf(const ProjectFacts& facts, const ProjectFiles& files,
                                           const Application& application, const Call& call) {
  v1::ApplicationRequirements all;
  all.set_application(application.name());
  all.set_display_name(application.display_name());
  all.set_state(application.state());
  all.set_funder(application.funder());
  all.set_funder_display_name(FunderNameOf(*facts.catalogue, application.funder()));
  int present = 0;
  for (const std::string& required : call.required_documents()) {
    Requirement& requirement = *all.add_requirements();
    requirement = MakeRequirement(required, application, files, facts.as_of);
    if (requirement.state() == Requirement::STATE_PRESENT ||
        requirement.state() == Requirement::STATE_EXPIRES_SOON) {
      ++present;
    }
  }
  all.set_present_count(present);
  all.set_present_basis_points(BasisPointsDown(present, all.requirements_size()));
  return all;
}

void AddUnprovedObligations(const ProjectFacts& facts, const ProjectFiles& files,
                            Requirements* made) {
  absl::flat_hash_set<absl::string_view> proved;
  for (const Attachment& each : files.attachments) proved.insert(each.obligation());
  absl::flat_hash_map<absl::string_view, const Application*> applications;
  for (const Application& each : facts.applications) applications[each.name()] = &each;
  for (const Obligation& obligation : facts.obligations) {
    if (obligation.state() != Obligation::STATE_DONE || proved.contains(obligation.name())) {
      continue;
    }
    v1::UnprovedObligation& unproved = *made->add_unproved_obligations();
    unproved.set_obligation(obligation.name());
    unproved.set_display_name(obligation.display_name());
    if (obligation.has_state_date()) *unproved.mutable_done_date() = obligation.state_date();
    const auto owed_for = applications.find(ParentOf(obligation.name()));
    if (owed_for == applications.end()) continue;
    unproved.set_funder(owed_for->second->funder());
    unproved.set_funder_display_name(FunderNameOf(*facts.catalogue, owed_for->second->funder()));
  }
  std::stable_sort(
      made->mutable_unproved_obligations()->begin(), made->mutable_unproved_obligations()->end(),
      [](const v1::UnprovedObligation& a, const v1::UnprovedObligation& b) {
        return std::make_tuple(IsoDate(a.done_date()), absl::string_view(a.obligation())) <
               std::make_tuple(IsoDate(b.done_date()), absl::string_view(b.obligation()));
      });
}

// By the reversals that there are on the day, rather than by what the reversed ones say of them.
void AddUnprovedExpenses(const ProjectFacts& facts, const ProjectFiles& files, Requirements* made) {
  absl::flat_hash_set<absl::string_view> settled;
  for (const Attachment& each : files.attachments) settled.insert(each.expense());
  for (const Expense& each : files.expenses) {
    if (each.reverses().empty()) continue;
    settled.insert(each.name());
    settled.insert(each.reverses());
  }
  Wide minor = 0;
  int64_t count = 0;
  for (const Expense& each : files.expenses) {
    if (settled.contains(each.name())) continue;
    ++count;
    minor += Minor(each.amount());
  }
  made->set_unproved_expense_count(count);
  *made->mutable_unproved_expenses() = AmountIn(facts, minor);
}

}  // namespace

v1::Requirement MakeRequirement(const std::string& required, const Application& application,
                                const ProjectFiles& files, absl::CivilDay day) {
  Requirement requirement;
  requirement.set_display_name(required);
  const std::string folded = Fold(required);
  for (const Attachment& attachment : files.attachments) {
    if (!BelongsTo(attachment, application) || !IsRequired(attachment, folded)) continue;
    requirement.set_state(Requirement::STATE_PRESENT);
    SetFile(attachment, &requirement);
    return requirement;
  }
  const Paper* const paper = LongestOf(files.papers, folded, day);
  if (paper == nullptr) {
    requirement.set_state(Requirement::STATE_MISSING);
    return requirement;
  }
  SetFile(*paper, &requirement);
  const absl::CivilDay end = EndOf(*paper);
  requirement.set_state(end < day                ? Requirement::STATE_EXPIRED
                        : end <= day + kSoonDays ? Requirement::STATE_EXPIRES_SOON
                                                 : Requirement::STATE_PRESENT);
  if (IsSet(paper->expire_date())) *requirement.mutable_expire_date() = paper->expire_date();
  return requirement;
}

bool IsRequiredDocument(const Attachment& attachment, const std::string& required) {
  return IsRequired(attachment, Fold(required));
}

int32_t BasisPointsDown(int part, int whole) {
  return whole == 0 ? kAllBasisPoints
                    : static_cast<int32_t>(int64_t{part} * kAllBasisPoints / whole);
}

Requirements MakeRequirements(const ProjectFacts& facts, const ProjectFiles& files) {
  Requirements made;
  made.set_project(facts.project.name());
  made.set_project_display_name(facts.project.display_name());
  for (const Application& application : facts.applications) {
    // What is being written is what people still can complete.
    if (!rules::IsUndecided(application.state()) && !rules::IsAwarded(application.state())) {
      continue;
    }
    const auto call = facts.catalogue->calls.find(application.call());
    if (call == facts.catalogue->calls.end() || call->second.required_documents().empty()) {
      continue;
    }
    *made.add_applications() = RequirementsOf(facts, files, application, call->second);
  }
  AddUnprovedObligations(facts, files, &made);
  AddUnprovedExpenses(facts, files, &made);
  return made;
}

}  // namespace cofi::reporting
