#include "db/tables/kept.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/names.h"
#include "db/findings.h"
#include "db/journal.h"

namespace cofi::db {
namespace {

std::vector<Column> ColumnsOf(const Descriptor* type, const KeptSpec& spec) {
  std::vector<Column> columns;
  for (const auto* paths : {&spec.columns, &spec.others}) {
    for (const std::string& path : *paths) {
      const bool folded = std::count(spec.folded.begin(), spec.folded.end(), path) > 0;
      columns.emplace_back(type, path, folded ? Column::Texts::kFree : Column::Texts::kFixed);
    }
  }
  return columns;
}

bool Contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::count(texts.begin(), texts.end(), text) > 0;
}

// `a = $1 AND b = $2`
std::string Equal(absl::Span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    all.push_back(absl::StrCat(name, " = $", all.size() + 1));
  }
  return absl::StrJoin(all, " AND ");
}

}  // namespace

KeptTable::KeptTable(const Descriptor* type, const KeptSpec& spec)
    : Listed(type, spec.name, ColumnsOf(type, spec), spec.key), after_(spec.after) {
  names_ = {"root", "source"};
  for (const std::string& path : spec.key) {
    kept_.push_back(FindColumn(path));
    COFI_CHECK(kept_.back() != nullptr && Contains(spec.columns, path), path);
  }
  for (const Column& column : columns()) {
    if (Contains(spec.columns, column.path()) && !Contains(spec.key, column.path())) {
      kept_.push_back(&column);
    }
    if (column.is_free_text()) folded_.push_back(&column);
  }
  for (const Column* column : kept_) names_.push_back(column->name());
  for (const Column* column : folded_) names_.push_back(column->folded_name());
  if (has_money()) names_.push_back("currency");

  std::vector<std::string> read = ColumnNames();
  if (has_money()) read.push_back("currency");
  const std::string all = absl::StrJoin(names_, ", ");
  const auto keys = absl::MakeConstSpan(names_).first(key_columns());
  select_ = absl::StrCat("SELECT ", absl::StrJoin(read, ", "), " FROM ", name(), " WHERE ");
  select_stored_ =
      absl::StrCat("SELECT ", all, " FROM ", name(), " WHERE root = $1 AND source = $2 ORDER BY ",
                   absl::StrJoin(keys, ", "));
  std::vector<std::string> sets;
  for (size_t i = keys.size(); i < names_.size(); ++i) {
    sets.push_back(absl::StrCat(names_[i], " = excluded.", names_[i]));
  }
  upsert_ = absl::StrCat(
      "INSERT INTO ", name(), " (", all, ") VALUES (", Marks(names_.size()), ") ON CONFLICT (",
      absl::StrJoin(keys, ", "), ") DO ",
      sets.empty() ? "NOTHING" : absl::StrCat("UPDATE SET ", absl::StrJoin(sets, ", ")));
  delete_ = absl::StrCat("DELETE FROM ", name(), " WHERE ", Equal(keys));
}

absl::Status KeptTable::Visit(Transaction& tx, absl::string_view where,
                              absl::Span<const Value> parameters, MessageVisitor visit) const {
  const std::unique_ptr<Message> message = New();
  return tx.Run(absl::StrCat(select_, where), parameters, [&](const Row& row) {
    int bad = 0;
    const int currency = static_cast<int>(columns().size());
    if (!ReadColumns(row, has_money() ? row.Text(currency) : "", message.get(), &bad)) {
      return Finding(type::v1::REASON_RULE_BROKEN, {.name = name()}, columns()[bad].path(), "",
                     row.Text(bad));
    }
    return visit(*message);
  });
}

std::vector<Value> KeptTable::ValuesOf(absl::string_view source, const Message& row) const {
  std::vector<Value> values = {RootOf(source), source};
  for (const Column* column : kept_) values.push_back(column->Read(row));
  for (const Column* column : folded_) values.emplace_back(column->ReadFolded(row));
  if (has_money()) values.emplace_back(Currency(row));
  return values;
}

absl::StatusOr<std::vector<KeptTable::Stored>> KeptTable::ReadStored(
    Transaction& tx, absl::string_view source) const {
  std::vector<Stored> all;
  COFI_RETURN_IF_ERROR(tx.Run(select_stored_, {RootOf(source), source}, [&](const Row& row) {
    Stored& stored = all.emplace_back();
    for (int i = 0; i < static_cast<int>(names_.size()); ++i) {
      stored.emplace_back(row.IsNull(i) ? "NULL" : row.Text(i));
    }
    return absl::OkStatus();
  }));
  return all;
}

absl::Status KeptTable::Keep(Transaction& tx, absl::string_view source, const Rows& rows) const {
  COFI_ASSIGN_OR_RETURN(const std::vector<Stored> there, ReadStored(tx, source));
  std::set<Stored> stored(there.begin(), there.end());
  std::set<Stored> keys;
  bool written = false;
  for (const auto& row : rows) {
    const std::vector<Value> values = ValuesOf(source, *row);
    Stored texts;
    for (const Value& value : values) texts.push_back(StoredText(value).first);
    if (!stored.contains(texts)) {
      COFI_RETURN_IF_ERROR(tx.Write(upsert_, values));
      written = true;
    }
    texts.resize(key_columns());
    keys.insert(std::move(texts));
  }
  for (const Stored& each : there) {
    const Stored key(each.begin(), each.begin() + static_cast<int>(key_columns()));
    if (keys.contains(key)) continue;
    std::vector<Value> values(key.begin(), key.end());
    COFI_RETURN_IF_ERROR(tx.Write(delete_, values));
  }
  return written && after_ != nullptr ? tx.Write(after_, {source}) : absl::OkStatus();
}

absl::Status KeptTable::Check(Transaction& tx, absl::string_view source, const Rows& rows) const {
  COFI_ASSIGN_OR_RETURN(const std::vector<Stored> there, ReadStored(tx, source));
  std::set<Stored> expected;
  for (const auto& row : rows) {
    Stored texts;
    for (const Value& value : ValuesOf(source, *row)) texts.push_back(StoredText(value).first);
    expected.insert(std::move(texts));
  }
  const std::set<Stored> found(there.begin(), there.end());
  if (found == expected) return absl::OkStatus();
  const auto shown = [&](const std::set<Stored>& these, const std::set<Stored>& those) {
    for (const Stored& each : these) {
      if (!those.contains(each)) return absl::StrJoin(each.begin() + 2, each.end(), " ");
    }
    return std::string();
  };
  return Finding(type::v1::REASON_RULE_BROKEN, {.root = RootOf(source), .name = source}, name(),
                 shown(expected, found), shown(found, expected));
}

absl::StatusOr<std::vector<std::string>> KeptTable::Sources(Transaction& tx,
                                                            absl::string_view root) const {
  std::vector<std::string> sources;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT DISTINCT source FROM ", name(), " WHERE root = $1"), {root},
             [&](const Row& row) {
               sources.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  return sources;
}

namespace {

// Nearly all names are told apart by their collection; a refusal would cost more than the rest.
bool HasForm(const Descriptor* type, absl::string_view name) {
  const NamePattern& form = NamePattern::Of(type);
  return IdOf(name.substr(0, name.rfind('/'))) == form.collection() && form.Check(name).ok();
}

// The sources whose rows hang on a resource.
absl::StatusOr<std::vector<std::string>> SourcesOf(const KeptRule& rule, Transaction& tx,
                                                   const std::string& name) {
  const bool counts = std::any_of(rule.of.begin(), rule.of.end(),
                                  [&](const Descriptor* type) { return HasForm(type, name); });
  if (!counts) return std::vector<std::string>();
  if (rule.source == nullptr) return std::vector<std::string>{std::string(RootOf(name))};
  if (HasForm(rule.source->type(), name)) return std::vector<std::string>{name};
  const std::string parent(ParentOf(name));
  if (HasForm(rule.source->type(), parent)) return std::vector<std::string>{parent};
  if (rule.sources_of != nullptr) return rule.sources_of(tx, name);
  return std::vector<std::string>();
}

// All sources below a root that may have rows.
absl::StatusOr<std::vector<std::string>> AllSources(const KeptRule& rule, Transaction& tx,
                                                    const std::string& root) {
  if (rule.source == nullptr) {
    return root == kSharedRoot ? std::vector<std::string>() : std::vector<std::string>{root};
  }
  std::vector<std::string> sources;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT name FROM ", rule.source->name(), " WHERE root = $1"),
             {absl::string_view(root)}, [&](const Row& row) {
               sources.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  return sources;
}

// Those that have a journal here, or of which something is known.
absl::StatusOr<std::set<std::string>> AllRoots(Transaction& tx) {
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> recorded, JournalRoots(tx));
  std::set<std::string> roots(recorded.begin(), recorded.end());
  COFI_RETURN_IF_ERROR(tx.Run("SELECT DISTINCT root FROM known", {}, [&](const Row& row) {
    roots.emplace(row.Text(0));
    return absl::OkStatus();
  }));
  return roots;
}

}  // namespace

absl::Status KeepUp(const KeptRules& rules, Transaction& tx,
                    absl::Span<const std::string> changed) {
  for (const KeptRule& rule : rules.rules) {
    std::set<std::string> sources;
    for (const std::string& name : changed) {
      COFI_ASSIGN_OR_RETURN(const auto of_name, SourcesOf(rule, tx, name));
      sources.insert(of_name.begin(), of_name.end());
    }
    for (const std::string& source : sources) {
      COFI_ASSIGN_OR_RETURN(const KeptTable::Rows rows, rule.make(tx, source));
      COFI_RETURN_IF_ERROR(rule.table->Keep(tx, source, rows));
    }
  }
  return absl::OkStatus();
}

std::function<absl::Status(Transaction&, absl::Span<const std::string>)> KeepUpBy(
    const KeptRules& (*rules)()) {
  if (rules == nullptr) return nullptr;
  return [rules](Transaction& tx, absl::Span<const std::string> changed) {
    return KeepUp(rules(), tx, changed);
  };
}

absl::Status KeepAll(const KeptRules& rules, Transaction& tx) {
  COFI_ASSIGN_OR_RETURN(const std::set<std::string> roots, AllRoots(tx));
  for (const KeptRule& rule : rules.rules) {
    for (const std::string& root : roots) {
      COFI_ASSIGN_OR_RETURN(const auto sources, AllSources(rule, tx, root));
      for (const std::string& source : sources) {
        COFI_ASSIGN_OR_RETURN(const KeptTable::Rows rows, rule.make(tx, source));
        COFI_RETURN_IF_ERROR(rule.table->Keep(tx, source, rows));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKept(const KeptRules& rules, Transaction& tx, const std::string& root) {
  for (const KeptRule& rule : rules.rules) {
    COFI_ASSIGN_OR_RETURN(auto sources, AllSources(rule, tx, root));
    for (const std::string& source : sources) {
      COFI_ASSIGN_OR_RETURN(const KeptTable::Rows rows, rule.make(tx, source));
      COFI_RETURN_IF_ERROR(rule.table->Check(tx, source, rows));
    }
    COFI_ASSIGN_OR_RETURN(const auto there, rule.table->Sources(tx, root));
    for (const std::string& source : there) {
      if (std::count(sources.begin(), sources.end(), source) > 0) continue;
      const bool of_another =
          std::any_of(rules.rules.begin(), rules.rules.end(), [&](const KeptRule& other) {
            return &other != &rule && other.table == rule.table && other.source != nullptr &&
                   HasForm(other.source->type(), source);
          });
      if (!of_another) return rule.table->Check(tx, source, {});
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::db
