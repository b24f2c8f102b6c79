#include "services/reporting/requirements_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/rules/application_states.h"
#include "base/rules/obligations.h"
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

// `Statuts 2017` for `Statuts 2017.pdf`.
absl::string_view WithoutEnding(absl::string_view file_name) {
  return file_name.substr(0, file_name.rfind('.'));
}

// What is kept elsewhere may have no ending, and a stop in its name.
bool IsCalled(absl::string_view file_name, const std::string& folded) {
  return Fold(WithoutEnding(file_name)) == folded || Fold(file_name) == folded;
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

// Which files a document is looked for among, on a day.
struct Candidates {
  std::vector<const Attachment*> attachments;
  // Null where none will do.
  const std::vector<Paper>* papers = nullptr;
  absl::CivilDay day;
};

template <typename Belongs>
std::vector<const Attachment*> AttachmentsThat(const Belongs& belongs, const ProjectFiles& files) {
  std::vector<const Attachment*> chosen;
  for (const Attachment& each : files.attachments) {
    if (belongs(each)) chosen.push_back(&each);
  }
  return chosen;
}

Candidates CandidatesOf(const Application& application, const ProjectFiles& files,
                        absl::CivilDay day) {
  return {.attachments = AttachmentsThat(
              [&](const Attachment& each) { return BelongsTo(each, application); }, files),
          .papers = &files.papers,
          .day = day};
}

Candidates CandidatesOf(const Stage& stage, const ProjectFiles& files, absl::CivilDay day) {
  return {.attachments = AttachmentsThat(
              [&](const Attachment& each) { return each.stage() == stage.name(); }, files),
          .papers = &files.papers,
          .day = day};
}

// A paper that the lead had anyway is no evidence of what was done.
Candidates CandidatesOf(const Obligation& obligation, const ProjectFiles& files,
                        absl::CivilDay day) {
  return {
      .attachments = AttachmentsThat(
          [&](const Attachment& each) { return each.obligation() == obligation.name(); }, files),
      .day = day};
}

Requirement MakeRequirement(const std::string& required, const Candidates& candidates) {
  Requirement requirement;
  requirement.set_display_name(required);
  const std::string folded = Fold(required);
  for (const Attachment* attachment : candidates.attachments) {
    if (!IsRequired(*attachment, folded)) continue;
    requirement.set_state(Requirement::STATE_PRESENT);
    SetFile(*attachment, &requirement);
    return requirement;
  }
  const absl::CivilDay day = candidates.day;
  const Paper* const paper =
      candidates.papers == nullptr ? nullptr : LongestOf(*candidates.papers, folded, day);
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

bool Holds(const Requirement& requirement) {
  return requirement.state() == Requirement::STATE_PRESENT ||
         requirement.state() == Requirement::STATE_EXPIRES_SOON;
}

// Adds to `made` each document that `requiring` requires, and returns how many hold.
template <typename Requiring, typename Made>
int AddRequirements(const Requiring& requiring, const Candidates& candidates, Made* made) {
  int holding = 0;
  for (const std::string& required : requiring.required_documents()) {
    Requirement& requirement = *made->add_requirements();
    requirement = MakeRequirement(required, candidates);
    holding += Holds(requirement) ? 1 : 0;
  }
  return holding;
}

// Adds a stage that requires documents, and returns how many hold.
int AddStageRequirements(const Stage& stage, const ProjectFiles& files, absl::CivilDay day,
                         v1::ApplicationRequirements* all) {
  v1::StageRequirements& of_stage = *all->add_stages();
  of_stage.set_stage(stage.name());
  of_stage.set_display_name(stage.display_name());
  of_stage.set_state(stage.state());
  of_stage.set_round(stage.round());
  if (stage.has_due_date()) *of_stage.mutable_due_date() = stage.due_date();
  return AddRequirements(stage, CandidatesOf(stage, files, day), &of_stage);
}

v1::ApplicationRequirements RequirementsOf(const ProjectFacts& facts, const ProjectFiles& files,
                                           const Application& application, const Call& call,
                                           const std::vector<const Stage*>& stages) {
  v1::ApplicationRequirements all;
  all.set_application(application.name());
  all.set_display_name(application.display_name());
  all.set_state(application.state());
  all.set_funder(application.funder());
  all.set_funder_display_name(FunderNameOf(*facts.catalogue, application.funder()));
  int required = call.required_documents_size();
  int present = AddRequirements(call, CandidatesOf(application, files, facts.as_of), &all);
  for (const Stage* stage : stages) {
    if (rules::IsOver(stage->state()) || stage->required_documents().empty()) continue;
    required += stage->required_documents_size();
    present += AddStageRequirements(*stage, files, facts.as_of, &all);
  }
  all.set_required_count(required);
  all.set_present_count(present);
  all.set_present_basis_points(BasisPointsDown(present, required));
  return all;
}

using ApplicationsByName = absl::flat_hash_map<absl::string_view, const Application*>;

ApplicationsByName ByName(const std::vector<Application>& applications) {
  ApplicationsByName by_name;
  for (const Application& each : applications) by_name[each.name()] = &each;
  return by_name;
}

// Says what `made`, an obligation of an application, is, and to whom it is owed, if that is known.
template <typename Made>
void SetObligation(const ProjectFacts& facts, const Obligation& obligation,
                   const Application* owed_for, Made* made) {
  made->set_obligation(obligation.name());
  made->set_display_name(obligation.display_name());
  if (owed_for == nullptr) return;
  made->set_funder(owed_for->funder());
  made->set_funder_display_name(FunderNameOf(*facts.catalogue, owed_for->funder()));
}

const Application* OwedFor(const Obligation& obligation, const ApplicationsByName& applications) {
  const auto found = applications.find(ParentOf(obligation.name()));
  return found == applications.end() ? nullptr : found->second;
}

// Sorts what is of obligations by their dates, then by their names.
template <typename Made>
void SortByDate(const Date& (Made::*date)() const,
                google::protobuf::RepeatedPtrField<Made>* obligations) {
  std::stable_sort(obligations->begin(), obligations->end(), [date](const Made& a, const Made& b) {
    return std::make_tuple(IsoDate((a.*date)()), absl::string_view(a.obligation())) <
           std::make_tuple(IsoDate((b.*date)()), absl::string_view(b.obligation()));
  });
}

void AddObligations(const ProjectFacts& facts, const ProjectFiles& files,
                    const ApplicationsByName& applications, Requirements* made) {
  for (const Obligation& obligation : facts.obligations) {
    const Application* const owed_for = OwedFor(obligation, applications);
    if (obligation.required_documents().empty() || owed_for == nullptr ||
        !rules::IsOwed(obligation, *owed_for)) {
      continue;
    }
    v1::ObligationRequirements& owed = *made->add_obligations();
    SetObligation(facts, obligation, owed_for, &owed);
    if (obligation.has_due_date()) *owed.mutable_due_date() = obligation.due_date();
    owed.set_present_count(
        AddRequirements(obligation, CandidatesOf(obligation, files, facts.as_of), &owed));
  }
  SortByDate(&v1::ObligationRequirements::due_date, made->mutable_obligations());
}

// What an obligation asks and nobody attached to it.
std::vector<std::string> MissingOf(const Obligation& obligation, const ProjectFiles& files,
                                   absl::CivilDay day) {
  std::vector<std::string> missing;
  if (obligation.required_documents().empty()) return missing;
  const Candidates candidates = CandidatesOf(obligation, files, day);
  for (const std::string& required : obligation.required_documents()) {
    if (!Holds(MakeRequirement(required, candidates))) missing.push_back(required);
  }
  return missing;
}

void AddUnprovedObligations(const ProjectFacts& facts, const ProjectFiles& files,
                            const ApplicationsByName& applications, Requirements* made) {
  absl::flat_hash_set<absl::string_view> have_file;
  for (const Attachment& each : files.attachments) have_file.insert(each.obligation());
  for (const Obligation& obligation : facts.obligations) {
    if (obligation.state() != Obligation::STATE_DONE) continue;
    const std::vector<std::string> missing = MissingOf(obligation, files, facts.as_of);
    if (missing.empty() && have_file.contains(obligation.name())) continue;
    v1::UnprovedObligation& unproved = *made->add_unproved_obligations();
    SetObligation(facts, obligation, OwedFor(obligation, applications), &unproved);
    if (obligation.has_state_date()) *unproved.mutable_done_date() = obligation.state_date();
    unproved.mutable_missing_documents()->Add(missing.begin(), missing.end());
  }
  SortByDate(&v1::UnprovedObligation::done_date, made->mutable_unproved_obligations());
}

// By the reversals that there are on the day, rather than by what the reversed ones say of them.
void AddUnprovedExpenses(const ProjectFacts& facts, const ProjectFiles& files, Requirements* made) {
  absl::flat_hash_set<absl::string_view> settled;
  for (const Attachment& each : files.attachments) settled.insert(each.expense());
  for (const Expense& each : files.expenses) {
    // From before files could be attached.
    if (!each.documents().empty()) settled.insert(each.name());
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
  return MakeRequirement(required, CandidatesOf(application, files, day));
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
  const StagesByApplication stages = StagesOf(facts);
  for (const Application& application : facts.applications) {
    // What is being written is what people still can complete.
    if (!rules::IsUndecided(application.state()) && !rules::IsAwarded(application.state())) {
      continue;
    }
    const auto call = facts.catalogue->calls.find(application.call());
    const auto of_it = stages.find(application.name());
    v1::ApplicationRequirements all = RequirementsOf(
        facts, files, application,
        call == facts.catalogue->calls.end() ? Call::default_instance() : call->second,
        of_it == stages.end() ? std::vector<const Stage*>() : of_it->second);
    if (all.required_count() > 0) *made.add_applications() = std::move(all);
  }
  const ApplicationsByName applications = ByName(facts.applications);
  AddObligations(facts, files, applications, &made);
  AddUnprovedObligations(facts, files, applications, &made);
  AddUnprovedExpenses(facts, files, &made);
  return made;
}

}  // namespace cofi::reporting
