#include "services/rpc/facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/journal.h"
#include "db/tables/list.h"

namespace cofi::rpc {
namespace {

// What a row takes in an answer besides its own bytes: the number of its field, and its length.
constexpr size_t kFramingBytesMax = 8;

const Resource* Find(const Resources& resources, const Descriptor* type) {
  for (const auto& each : resources) {
    if (each->table->type() == type) return each.get();
  }
  return nullptr;
}

// The parent of all resources of a pattern that are below a root: `projects/p/applications/-`.
std::string ParentOfAll(const NamePattern& pattern, const std::string& root) {
  if (pattern.parent_text().empty()) return "";
  const NamePattern parent(pattern.parent_text());
  std::vector<std::string> ids(parent.variables().size(), "-");
  if (root != kSharedRoot) ids.front() = std::string(IdOf(root));
  return parent.Fill(ids);
}

// The rows of one answer, which are counted.
class Reading {
 public:
  Reading(db::Transaction& tx, const std::string& root) : tx_(tx), root_(root) {}

  absl::StatusOr<db::Resources> All(const Resource& resource, absl::CivilDay day) {
    const std::string parent = ParentOfAll(resource.table->pattern(), root_);
    const auto on_date = [&](db::Resources* rows) { return ViewAll(resource, tx_, day, rows); };
    const db::Effective effective(on_date);
    COFI_ASSIGN_OR_RETURN(db::Page page,
                          db::ListUpTo(tx_, *resource.table,
                                       {.parent = parent, .order_by_default = resource.order_by},
                                       clients::kAnswerBytesMax - bytes_, &effective));
    Count(page.resources);
    if (page.next_page_token.empty() && bytes_ <= clients::kAnswerBytesMax) {
      return std::move(page.resources);
    }
    const size_t fits = page.resources.size();
    return Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                  {{"field", absl::StrCat(parent, parent.empty() ? "" : "/",
                                          resource.table->pattern().collection())},
                   {"value", absl::StrCat("> ", fits)},
                   {"limit", absl::StrCat(fits)}});
  }

  void Count(const db::Resources& rows) {
    for (const auto& row : rows) bytes_ += row->ByteSizeLong() + kFramingBytesMax;
  }

 private:
  db::Transaction& tx_;
  const std::string& root_;
  size_t bytes_ = 0;
};

}  // namespace

absl::CivilDay FactsDay(const db::Transaction& tx, const Message& request, absl::string_view zone) {
  if (const std::optional<absl::CivilDay> day = AsOf(request)) return *day;
  const auto* known_at = static_cast<const type::v1::Moment*>(MessageField(request, "known_at"));
  return TodayIn(zone, known_at != nullptr && known_at->has_time()
                           ? absl::FromUnixSeconds(known_at->time().seconds())
                           : tx.now());
}

absl::Status ReadFacts(const Resources& resources, db::Transaction& tx, const Message& request,
                       Message* answer) {
  const std::string name = StringField(request, "name");
  const std::string root = name.empty() ? kSharedRoot : name;
  absl::CivilDay day = FactsDay(tx, request, tx.cause().time_zone);
  Reading reading(tx, root);
  const Descriptor* const type = answer->GetDescriptor();
  const auto* const reflection = answer->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    const Resource* const resource = Find(resources, field->message_type());
    if (resource == nullptr) continue;
    if (field->is_repeated()) {
      COFI_ASSIGN_OR_RETURN(db::Resources rows, reading.All(*resource, day));
      for (auto& row : rows) reflection->AddAllocatedMessage(answer, field, row.release());
    } else if (resource->table->pattern().Check(root).ok()) {
      // The project stands first: its time zone says which day the others are asked of.
      db::Resources row;
      row.push_back(resource->table->New());
      COFI_RETURN_IF_ERROR(resource->table->Get(tx, root, row[0].get()));
      day = FactsDay(tx, request, StringField(*row[0], "time_zone"));
      COFI_RETURN_IF_ERROR(ViewAll(*resource, tx, day, &row));
      reading.Count(row);
      reflection->SetAllocatedMessage(answer, row[0].release(), field);
    }
  }
  if (type->FindFieldByName("as_of_date") != nullptr) {
    *static_cast<Date*>(MutableMessageField(answer, "as_of_date")) = DateFromDay(day);
  }
  COFI_ASSIGN_OR_RETURN(const int64_t sequence, db::JournalSequence(tx, root));
  reflection->SetInt64(answer, type->FindFieldByName("journal_sequence"), sequence);
  return absl::OkStatus();
}

absl::Status ReadNamed(const Resources& resources, db::Transaction& tx, const Message& request,
                       Message* answer) {
  // Statements are kept by their text, so there is one for any number of names: the last is
  // repeated.
  constexpr int kNames = 64;
  const auto* const reflection = request.GetReflection();
  const FieldDescriptor* const names = request.GetDescriptor()->FindFieldByName("names");
  const FieldDescriptor* const field = answer->GetDescriptor()->field(0);
  const Resource* const resource = Find(resources, field->message_type());
  const int count = reflection->FieldSize(request, names);
  std::string roots, marks;
  for (int i = 0; i < kNames; ++i) {
    absl::StrAppend(&roots, i == 0 ? "$" : ", $", i + 1);
    absl::StrAppend(&marks, i == 0 ? "$" : ", $", kNames + i + 1);
  }
  const std::string where = absl::StrCat("root IN (", roots, ") AND name IN (", marks, ")");
  absl::flat_hash_map<std::string, std::unique_ptr<Message>> rows;
  for (int first = 0; first < count; first += kNames) {
    std::vector<std::string> chunk;
    chunk.reserve(kNames);
    for (int i = 0; i < kNames; ++i) {
      chunk.push_back(
          reflection->GetRepeatedString(request, names, std::min(first + i, count - 1)));
    }
    std::vector<db::Value> parameters;
    parameters.reserve(size_t{2} * kNames);
    for (const std::string& name : chunk) parameters.emplace_back(RootOf(name));
    for (const std::string& name : chunk) parameters.emplace_back(absl::string_view(name));
    COFI_RETURN_IF_ERROR(resource->table->Visit(tx, where, parameters, [&](const Message& row) {
      auto& there = rows[StringField(row, "name")];
      there.reset(row.New());
      there->CopyFrom(row);
      return absl::OkStatus();
    }));
  }
  for (int i = 0; i < count; ++i) {
    const auto row = rows.find(reflection->GetRepeatedString(request, names, i));
    if (row == rows.end()) continue;
    answer->GetReflection()->AddAllocatedMessage(answer, field, row->second.release());
    rows.erase(row);
  }
  return absl::OkStatus();
}

std::optional<Handler> FactsHandler(const Method& method, const Resources& resources) {
  if (!method.facts.internal || !method.facts.reads) return std::nullopt;
  if (method.request->GetDescriptor()->FindFieldByName("names") != nullptr) {
    return Handler{HandlerKind::kRead,
                   [&resources](auto& tx, const Message& request, Message* answer) {
                     return ReadNamed(resources, tx, request, answer);
                   },
                   {}};
  }
  return Handler{HandlerKind::kRead,
                 [&resources](auto& tx, const Message& request, Message* answer) {
                   return ReadFacts(resources, tx, request, answer);
                 },
                 {}};
}

}  // namespace cofi::rpc
