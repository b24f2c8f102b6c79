#include "services/reporting/activity_rules.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/packed.h"
#include "base/resources.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/reporting/activity_words_rules.h"

namespace cofi::reporting {
namespace {

using google::protobuf::util::MessageDifferencer;
using journal::v1::HistoryEntry;
using journal::v1::JournalEntry;

// What every change changes, and what others move: nobody did that to the resource.
constexpr const char* kOfNoConcern[] = {"uid",         "create_time",     "update_time",
                                        "etag",        "allowed_verbs",   "funding",
                                        "reversed_by", "consumed_amount", "current_stage"};
// How much something is about: the first of these that it has.
constexpr const char* kAmounts[] = {"awarded_amount", "requested_amount", "amount",
                                    "planned_amount", "unlocked_amount",  "accepted_amount",
                                    "claimed_amount"};

// A resource between two entries of its journal.
struct ChangeTold {
  explicit ChangeTold(const HistoryEntry& entry)
      : before(Unpacked(entry.before())), after(Unpacked(entry.entry().resource())) {}

  // What it is, or was at last; null if it is not known at all.
  const Message* resource() const { return after != nullptr ? after.get() : before.get(); }

  std::unique_ptr<Message> before, after;
};

// Its state in words; empty if it has none.
std::string StateText(const Message& resource, Language language) {
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName("state");
  if (field == nullptr || field->enum_type() == nullptr) return "";
  return LabelOf(resource.GetReflection()->GetEnum(resource, field), language);
}

bool Differ(const Message& before, const Message& after) {
  MessageDifferencer differencer;
  for (const char* name : kOfNoConcern) {
    const FieldDescriptor* field = after.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) differencer.IgnoreField(field);
  }
  return !differencer.Compare(before, after);
}

// Whether the state says better what was done than the verb: of a budget that another one took the
// place of, and of an award under conditions.
bool StateSaysMore(const Message& resource) {
  const auto* budget = dynamic_cast<const budgets::v1::Budget*>(&resource);
  const auto* application = dynamic_cast<const applications::v1::Application*>(&resource);
  return (budget != nullptr && budget->state() == budgets::v1::Budget::STATE_SUPERSEDED) ||
         (application != nullptr &&
          application->state() == applications::v1::Application::STATE_AWARDED_CONDITIONALLY);
}

// What was done, in words; empty if nothing was that people care about.
std::string ActionOf(const JournalEntry& entry, const ChangeTold& step, Language language) {
  const Message* resource = step.resource();
  if (resource == nullptr) return entry.verb();
  const Descriptor* const type = resource->GetDescriptor();
  // What a submission keeps of what was sent, the submission says.
  if (type == applications::v1::Revision::descriptor()) return "";
  if (step.before != nullptr && step.after != nullptr && !Differ(*step.before, *step.after)) {
    return "";
  }
  // A verb says whose it is: what else it changes follows from that.
  const Text* words = VerbWords(entry.verb());
  if (words != nullptr && absl::StrContains(entry.verb(), type->name()) &&
      !StateSaysMore(*resource)) {
    return words->In(language);
  }
  if (step.after == nullptr) return ChangeWords(type, Change::kDeleted, language);
  if (step.before == nullptr) return ChangeWords(type, Change::kMade, language);
  const std::string state = StateText(*step.after, language);
  if (state != StateText(*step.before, language)) {
    return absl::StrCat(TermOf(type, language), language == Language::kFrench ? " : " : ": ",
                        state);
  }
  return ChangeWords(type, Change::kChanged, language);
}

// As people call it: its name, or who is behind it.
std::string NameOf(const Message& resource) {
  for (const char* field : {"display_name", "supplier"}) {
    std::string text = StringField(resource, field);
    if (!text.empty()) return text;
  }
  for (const char* field : {"organization", "grant", "name"}) {
    const std::string name = StringField(resource, field);
    if (!name.empty()) return std::string(IdOf(name));
  }
  return "";
}

// Nothing of what is about no money.
Money AmountOf(const JournalEntry& entry, const Message& resource) {
  if (const auto* commitment = dynamic_cast<const budgets::v1::Commitment*>(&resource);
      commitment != nullptr && VerbWords(entry.verb()) != nullptr) {
    // What is given back: the rest.
    return MoneyFromMinor(Minor(commitment->amount()) - Minor(commitment->consumed_amount()),
                          commitment->amount().currency_code());
  }
  for (const char* field : kAmounts) {
    const Message* amount = MessageField(resource, field);
    if (amount != nullptr) return static_cast<const Money&>(*amount);
  }
  return {};
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// False if it is left out.
bool Tell(const HistoryEntry& entry, absl::CivilDay recorded, Language language,
          v1::Happening* happening) {
  const JournalEntry& said = entry.entry();
  const ChangeTold step(entry);
  happening->set_action(ActionOf(said, step, language));
  if (happening->action().empty()) return false;
  *happening->mutable_record_time() = said.commit_time();
  *happening->mutable_record_date() = DateFromDay(recorded);
  if (IsSet(said.effective_date()) && Day(said.effective_date()) != recorded) {
    *happening->mutable_effective_date() = said.effective_date();
  }
  happening->set_resource(said.name());
  happening->set_verb(said.verb());
  happening->set_principal(said.principal());
  happening->set_journal_sequence(said.sequence());
  const Message* resource = step.resource();
  if (resource == nullptr) return true;
  happening->set_display_name(NameOf(*resource));
  Money amount = AmountOf(said, *resource);
  if (!amount.currency_code().empty()) *happening->mutable_amount() = std::move(amount);
  return true;
}

void AddHappenings(const ProjectActivity& project, absl::CivilDay from, absl::CivilDay to,
                   const std::string& principal, Language language, v1::Activity* activity) {
  absl::TimeZone zone;
  absl::LoadTimeZone(project.time_zone, &zone);
  std::vector<const HistoryEntry*> entries;
  entries.reserve(project.entries.size());
  for (const HistoryEntry& entry : project.entries) entries.push_back(&entry);
  const auto place = [](const HistoryEntry* entry) {
    return std::tuple(TimeOf(entry->entry().commit_time()), entry->entry().sequence());
  };
  std::stable_sort(
      entries.begin(), entries.end(),
      [&](const HistoryEntry* a, const HistoryEntry* b) { return place(a) < place(b); });
  for (const HistoryEntry* entry : entries) {
    const JournalEntry& said = entry->entry();
    const absl::CivilDay recorded = absl::ToCivilDay(TimeOf(said.commit_time()), zone);
    if (recorded < from || recorded > to) continue;
    if (!principal.empty() && said.principal() != principal) continue;
    v1::Happening happening;
    if (!Tell(*entry, recorded, language, &happening)) continue;
    if (project.project != kSharedRoot) {
      happening.set_project(project.project);
      happening.set_project_display_name(project.project_display_name);
    }
    *activity->add_happenings() = std::move(happening);
  }
}

}  // namespace

v1::Activity MakeActivity(const std::vector<ProjectActivity>& projects, absl::CivilDay from,
                          absl::CivilDay to, const v1::GetActivityRequest& request,
                          Language language) {
  v1::Activity activity;
  *activity.mutable_from_date() = DateFromDay(from);
  *activity.mutable_to_date() = DateFromDay(to);
  if (!HasWildcard(request.parent()) && projects.size() == 1) {
    activity.set_project(projects[0].project);
    activity.set_project_display_name(projects[0].project_display_name);
  }
  for (const ProjectActivity& project : projects) {
    AddHappenings(project, from, to, request.principal(), language, &activity);
  }
  return activity;
}

}  // namespace cofi::reporting
