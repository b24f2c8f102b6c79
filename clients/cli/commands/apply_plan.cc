#include "clients/cli/commands/apply_plan.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/text.h"
#include "clients/cli/commands/compare.h"
#include "clients/cli/commands/words_apply.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "cofi/type/v1/dated_values.pb.h"
#include "cofi/type/v1/state_changes.pb.h"

namespace cofi::cli {
namespace {

std::unique_ptr<Message> CreateRequest(const ApplyItem& item, const Verb& create) {
  std::unique_ptr<Message> request = NewMessage(create.request());
  const FieldDescriptor* resource = create.body();
  Message* made = request->GetReflection()->MutableMessage(request.get(), resource);
  made->CopyFrom(*item.message);
  const std::string name = StringField(*made, "name");
  SetStringField(made, "name", "");
  if (!ParentOf(name).empty()) {
    SetStringField(request.get(), "parent", std::string(ParentOf(name)));
  }
  SetStringField(request.get(), resource->name() + "_id", std::string(IdOf(name)));
  SetStringField(request.get(), "request_id", NewRequestId());
  return request;
}

std::unique_ptr<Message> UpdateRequest(const ApplyItem& item, const Verb& update,
                                       const std::vector<std::string>& fields) {
  std::unique_ptr<Message> request = NewMessage(update.request());
  request->GetReflection()->MutableMessage(request.get(), update.body())->CopyFrom(*item.message);
  for (const std::string& path : fields) AddToMask(path, request.get());
  SetStringField(request.get(), "request_id", NewRequestId());
  return request;
}

// Whether `move`, which says what verbs made of a field, moved it from `said`.
bool MovedFrom(const Message& move, const FieldDescriptor* leaf, const Message& said) {
  if (move.GetDescriptor() == type::v1::DatedValue::descriptor()) {
    const auto& value = static_cast<const type::v1::DatedValue&>(move);
    return value.field() == leaf->name() && IsMoney(leaf) &&
           Minor(value.amount()) == Minor(static_cast<const Money&>(said));
  }
  const auto& extension = static_cast<const type::v1::Extension&>(move);
  return Day(extension.previous_date()) == Day(static_cast<const Date&>(said));
}

// Whether something other than a file moved the field since, see annotations.proto: it is
// worked out by a rule, or what the file says is what a verb moved it from.
bool WasMoved(const FieldPath& path, const Message& declared, const Message& current) {
  const Message* holder = path.Holder(current);
  if (holder == nullptr) return false;
  for (const absl::string_view by :
       absl::StrSplit(FactsOf(path.leaf()).moved_by(), ',', absl::SkipEmpty())) {
    const FieldDescriptor* field = holder->GetDescriptor()->FindFieldByName(std::string(by));
    if (field == nullptr) continue;
    const auto* reflection = holder->GetReflection();
    if (!field->is_repeated()) {
      if (reflection->HasField(*holder, field)) return true;
      continue;
    }
    const Message* within = path.Holder(declared);
    const Message* said = within == nullptr ? nullptr : MessageField(*within, path.leaf()->name());
    for (int i = 0; i < reflection->FieldSize(*holder, field); ++i) {
      const Message& move = reflection->GetRepeatedMessage(*holder, field, i);
      if (said == nullptr || MovedFrom(move, path.leaf(), *said)) return true;
    }
  }
  return false;
}

std::string ValueAt(const FieldPath& path, const Message& message, Language language) {
  const Message* holder = path.Holder(message);
  const std::string value = holder == nullptr ? "" : Cell(*holder, path.leaf(), language);
  return value.empty() ? "–" : Printable(value);
}

const Text& WordFor(ApplyOutcome outcome, bool dry_run) {
  switch (outcome) {
    case ApplyOutcome::kCreated:
      return dry_run ? words::kWouldCreate : words::kCreated;
    case ApplyOutcome::kUpdated:
      return dry_run ? words::kWouldUpdate : words::kUpdated;
    case ApplyOutcome::kDone:
      return dry_run ? words::kWouldDo : words::kDidVerb;
    default:
      return words::kUnchanged;
  }
}

const char* CodeFor(ApplyOutcome outcome) {
  switch (outcome) {
    case ApplyOutcome::kCreated:
      return "created";
    case ApplyOutcome::kUpdated:
      return "updated";
    case ApplyOutcome::kDone:
      return "done";
    default:
      return "unchanged";
  }
}

}  // namespace

std::unique_ptr<Message> GetRequestFor(const ApplyItem& item) {
  const Verb* get = item.noun->Find(Verb::Kind::kGet);
  if (get == nullptr) return nullptr;
  std::unique_ptr<Message> request = NewMessage(get->request());
  SetStringField(request.get(), "name", StringField(*item.message, "name"));
  return request;
}

absl::StatusOr<ApplyPlan> PlanFor(const ApplyItem& item, const Message* current,
                                  Language language) {
  ApplyPlan plan{.item = &item};
  if (item.verb != nullptr) {
    plan.outcome = ApplyOutcome::kDone;
    plan.request.reset(item.message->New());
    plan.request->CopyFrom(*item.message);
    return plan;
  }
  if (current == nullptr) {
    const Verb* create = item.noun->Find(Verb::Kind::kCreate);
    if (create == nullptr) return Mistake(words::kCannotApply, language, InWords(item, language));
    plan.outcome = ApplyOutcome::kCreated;
    plan.request = CreateRequest(item, *create);
    return plan;
  }
  for (const std::string& text : Differences(item.declared, *item.message, *current)) {
    const FieldPath path = FieldPath::Find(item.noun->resource, text);
    if (WasMoved(path, *item.message, *current)) {
      plan.notices.push_back(Say(words::kMovedSince, language, text,
                                 ValueAt(path, *current, language),
                                 ValueAt(path, *item.message, language)));
    } else {
      plan.fields.push_back(text);
    }
  }
  if (plan.fields.empty()) return plan;
  const Verb* update = item.noun->Find(Verb::Kind::kUpdate);
  if (update == nullptr) {
    return Mistake(words::kCannotChange, language, InWords(item, language),
                   absl::StrJoin(plan.fields, ", "));
  }
  plan.outcome = ApplyOutcome::kUpdated;
  plan.request = UpdateRequest(item, *update, plan.fields);
  return plan;
}

bool HappenedBefore(const ApplyItem& item, const Message& current) {
  const std::string verb =
      absl::AsciiStrToUpper(absl::StrReplaceAll(item.verb->name, {{"-", "_"}}));
  const auto* date = static_cast<const Date*>(MessageField(*item.message, "effective_date"));
  const auto* due = static_cast<const Date*>(MessageField(*item.message, "due_date"));
  const auto same = [](const Date* a, const Date& b) { return a != nullptr && Day(*a) == Day(b); };
  int times = 0;
  for (int i = 0; i < current.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = current.GetDescriptor()->field(i);
    if (!field->is_repeated() || field->message_type() == nullptr) continue;
    for (int k = 0; k < current.GetReflection()->FieldSize(current, field); ++k) {
      const Message& each = current.GetReflection()->GetRepeatedMessage(current, field, k);
      if (field->message_type() == type::v1::StateChange::descriptor()) {
        const auto& change = static_cast<const type::v1::StateChange&>(each);
        const bool is_it =
            change.verb() == verb || absl::StartsWith(change.verb(), absl::StrCat(verb, "_"));
        if (is_it && same(date, change.date())) ++times;
      } else if (field->message_type() == type::v1::Extension::descriptor() && verb == "EXTEND") {
        const auto& extension = static_cast<const type::v1::Extension&>(each);
        if (date != nullptr ? same(date, extension.date()) : same(due, extension.due_date())) {
          ++times;
        }
      } else if (field->message_type() == type::v1::DatedValue::descriptor() && verb == "AMEND") {
        const auto& value = static_cast<const type::v1::DatedValue&>(each);
        const bool is_it = value.has_effective_date() && same(date, value.effective_date());
        if (is_it && value.reference() == StringField(*item.message, "reference")) ++times;
      }
    }
  }
  return times >= item.time;
}

void PrintChangeHeader(Session& session) {
  if (session.settings().format == Format::kCsv) session.out() << "outcome,item,fields,place\r\n";
}

void PrintChange(const ApplyPlan& plan, bool dry_run, Session& session) {
  for (const std::string& notice : plan.notices) {
    session.err() << "~ " << plan.item->place << ": " << notice << "\n";
  }
  const std::string fields = absl::StrJoin(plan.fields, ", ");
  const std::string code = CodeFor(plan.outcome);
  switch (session.settings().format) {
    case Format::kJson:
      session.out() << JsonLine({{"outcome", code},
                                 {"item", plan.item->title},
                                 {"fields", fields},
                                 {"place", plan.item->place}})
                    << std::endl;
      break;
    case Format::kCsv:
      session.out() << code << "," << CsvCell(plan.item->title) << "," << CsvCell(fields) << ","
                    << CsvCell(plan.item->place) << "\r\n";
      break;
    default:
      if (plan.outcome == ApplyOutcome::kUnchanged) return;
      // The French words are longer.
      session.out() << PadRight(WordFor(plan.outcome, dry_run).In(session.language()),
                                session.language() == Language::kFrench ? 14 : 12)
                    << InWords(*plan.item, session.language()) << (fields.empty() ? "" : ": ")
                    << fields << std::endl;
  }
}

std::string SummaryOf(const std::vector<ApplyOutcome>& changes, size_t items, Language language) {
  const auto counted = [&](ApplyOutcome wanted, const Text& one_text, const Text& many_text) {
    const auto count = std::count(changes.begin(), changes.end(), wanted);
    return Say(IsSingular(count, language) ? one_text : many_text, language,
               FormatCount(count, language));
  };
  const auto unchanged = std::count(changes.begin(), changes.end(), ApplyOutcome::kUnchanged);
  // Of a part of the file it would say too much.
  if (unchanged == static_cast<ptrdiff_t>(items)) {
    return Say(words::kNothingChanged, language, FormatCount(unchanged, language));
  }
  return Say(words::kApplyDone, language,
             counted(ApplyOutcome::kCreated, words::kCountCreated, words::kCountsCreated),
             counted(ApplyOutcome::kUpdated, words::kCountUpdated, words::kCountsUpdated),
             counted(ApplyOutcome::kDone, words::kCountDone, words::kCountsDone),
             counted(ApplyOutcome::kUnchanged, words::kCountUnchanged, words::kCountUnchanged));
}

}  // namespace cofi::cli
