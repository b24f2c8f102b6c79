#include "clients/cli/printed/records.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/resources.h"
#include "base/text.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/printed/yaml.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

// Where no terminal says how wide it is.
constexpr int kDetailWidth = 100;

bool IsNumber(const FieldDescriptor* field) {
  return IsMoney(field) || field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
         field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
}

// The sums and the state are what a list is looked at for: of the columns that are left out where
// there is no room, they are the last.
bool IsLookedFor(const FieldDescriptor* field) {
  return IsMoney(field) || field->name() == "state";
}

// What only the server says, for instance what a row undoes or by how much it is over, is
// worth a column only where some row has it.
bool IsShown(const FieldDescriptor* field, const std::vector<const Message*>& rows,
             Language language) {
  if (!FactsOf(field).listed()) return false;
  return !HasBehavior(field, google::api::OUTPUT_ONLY) ||
         std::any_of(rows.begin(), rows.end(),
                     [&](const Message* row) { return !Cell(*row, field, language).empty(); });
}

TextTable ListTable(const Noun& noun, const std::vector<const Message*>& rows,
                    const std::string& parent, Language language) {
  const FieldDescriptor* const title = noun.resource->FindFieldByName("display_name");
  bool any_looked_for = false;
  const bool titled = title != nullptr && FactsOf(title).listed();
  std::vector<const FieldDescriptor*> fields;
  std::vector<TextColumn> columns = {{TermOf(noun.resource, language), TextColumn::kWhole}};
  for (int i = 0; i < noun.resource->field_count(); ++i) {
    const FieldDescriptor* field = noun.resource->field(i);
    if (!IsShown(field, rows, language)) continue;
    fields.push_back(field);
    const TextColumn::Align align = IsNumber(field) ? TextColumn::kRight
                                    : IsDate(field) ? TextColumn::kWhole
                                                    : TextColumn::kLeft;
    // A row is to be recognized, by what it is called, and says one thing at least of what it is
    // looked at for; the rest is there if it fits.
    const int place = static_cast<int>(columns.size());
    const bool names_it = titled ? field->name() == "display_name" : place == 1;
    const bool looked_for = IsLookedFor(field);
    const bool first_looked_for = looked_for && !std::exchange(any_looked_for, true);
    const int priority = names_it || first_looked_for ? 0 : looked_for ? 1 : place + 1;
    columns.push_back({LabelOf(field, language), align, priority});
  }
  TextTable table(std::move(columns), language);
  for (const Message* row : rows) {
    std::vector<std::string> cells = {ShortName(StringField(*row, "name"), parent)};
    for (const FieldDescriptor* field : fields) cells.push_back(Cell(*row, field, language));
    table.Row(std::move(cells));
  }
  return table;
}

// A label and its value; a nested message has its fields below it, a list of
// messages a line for each.
void AddDetails(const Message& message, int indent, Language language,
                std::vector<std::pair<std::string, std::string>>* lines) {
  const Descriptor* type = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    std::string label = std::string(indent, ' ') + LabelOf(field, language);
    if (IsGroup(field) && !field->is_repeated()) {
      if (!reflection->HasField(message, field)) continue;
      lines->emplace_back(std::move(label), "");
      AddDetails(reflection->GetMessage(message, field), indent + 2, language, lines);
    } else if (IsGroup(field)) {
      const int size = reflection->FieldSize(message, field);
      for (int n = 0; n < size; ++n) {
        // A message that holds this element alone, so that a cell shows it alone.
        std::unique_ptr<Message> one(message.New());
        one->GetReflection()
            ->AddMessage(one.get(), field)
            ->CopyFrom(reflection->GetRepeatedMessage(message, field, n));
        lines->emplace_back(n == 0 ? label : "", Cell(*one, field, language));
      }
    } else if (std::string cell = Cell(message, field, language); !cell.empty()) {
      lines->emplace_back(std::move(label), std::move(cell));
    }
  }
}

}  // namespace

std::vector<const Message*> PointersTo(const Message& message, const FieldDescriptor* field) {
  const int size = message.GetReflection()->FieldSize(message, field);
  std::vector<const Message*> pointers;
  pointers.reserve(size);
  for (int i = 0; i < size; ++i) {
    pointers.push_back(&message.GetReflection()->GetRepeatedMessage(message, field, i));
  }
  return pointers;
}

std::string RowsText(const Descriptor* type, const std::vector<const Message*>& rows,
                     const Settings& settings, const std::function<TextTable()>& table) {
  switch (settings.format) {
    case Format::kJson:
      return JsonText(JsonOf(rows));
    case Format::kCsv:
      return CsvText(type, rows);
    case Format::kYaml:
      return YamlText(rows);
    default:
      return rows.empty() ? "" : table().Text(settings.width, settings.styled);
  }
}

std::string ListText(const Noun& noun, const std::vector<const Message*>& rows,
                     const std::string& parent, const Settings& settings) {
  return RowsText(noun.resource, rows, settings,
                  [&] { return ListTable(noun, rows, parent, settings.language); });
}

std::string DetailText(const Message& resource, const Settings& settings) {
  if (settings.format == Format::kJson) return JsonText(JsonOf(resource));
  if (settings.format == Format::kCsv) return CsvText(resource.GetDescriptor(), {&resource});
  if (settings.format == Format::kYaml) return YamlText({&resource});
  std::vector<std::pair<std::string, std::string>> lines;
  AddDetails(resource, 0, settings.language, &lines);
  int label_width = 0;
  for (const auto& line : lines) label_width = std::max(label_width, Width(line.first));
  const int width = (settings.width > 0 ? settings.width : kDetailWidth) - label_width - 2;
  std::string text;
  for (const auto& [label, value] : lines) {
    std::vector<std::string> wrapped = Wrap(Printable(value), std::max(width, 20));
    if (wrapped.empty()) wrapped.emplace_back();
    for (size_t i = 0; i < wrapped.size(); ++i) {
      const std::string head = i == 0 ? label : "";
      absl::StrAppend(&text, Bold(head, settings.styled && i == 0));
      if (!wrapped[i].empty()) {
        absl::StrAppend(&text, std::string(label_width - Width(head) + 2, ' '), wrapped[i]);
      }
      absl::StrAppend(&text, "\n");
    }
  }
  return text;
}

std::string NothingListed(const Descriptor* resource, Language language) {
  if (language == Language::kEnglish) {
    return absl::StrCat("No ", PluralOf(resource, language), ".");
  }
  return absl::StrCat(ResourceFacts(resource).fr_feminine() ? "Aucune " : "Aucun ",
                      TermOf(resource, language), ".");
}

namespace {

std::string OverrunWarning(const Message& resource, Language language) {
  const auto* overrun = static_cast<const Money*>(MessageField(resource, "overrun_amount"));
  if (overrun == nullptr) return "";
  return absl::StrCat(
      Say(words::kOverrun, language, ShortName(StringField(resource, "name"), "projects/-"),
          IdOf(StringField(resource, "line")),
          FormatAmount(Minor(*overrun), overrun->currency_code(), language)),
      "\n");
}

// Of one of those that an entry endangers.
std::string EndangeredWarning(const Message& resource, const Message& endangered,
                              Language language) {
  const auto* date = static_cast<const Date*>(MessageField(endangered, "acknowledgement_date"));
  const std::string entry = ShortName(StringField(resource, "name"), "projects/-");
  const std::string funder(IdOf(StringField(endangered, "funder")));
  const std::string application(IdOf(StringField(endangered, "application")));
  return absl::StrCat(date == nullptr
                          ? Say(words::kNotAcknowledged, language, entry, funder, application)
                          : Say(words::kBeforeAcknowledgement, language, entry, funder, application,
                                DateText(*date, language)),
                      "\n");
}

// Of one of the grants that bear more of an expense than their rates say.
std::string AboveRateWarning(const Message& resource, const Message& above, Language language) {
  const auto amount = [&](const char* field) {
    const auto* money = static_cast<const Money*>(MessageField(above, field));
    return money == nullptr ? "" : FormatAmount(Minor(*money), money->currency_code(), language);
  };
  const FieldDescriptor* const rate = above.GetDescriptor()->FindFieldByName("basis_points");
  return absl::StrCat(
      Say(words::kAboveRate, language, ShortName(StringField(resource, "name"), "projects/-"),
          IdOf(StringField(above, "grant")), amount("amount"),
          PercentText(above.GetReflection()->GetInt32(above, rate), language),
          amount("base_amount"), amount("rated_amount")),
      "\n");
}

// What each item of a list of the resource has to say; nothing where it has no such list.
template <typename Warning>
std::string WarningOfEach(const Message& resource, const char* list, Language language,
                          Warning warning) {
  const FieldDescriptor* const field = resource.GetDescriptor()->FindFieldByName(list);
  std::string warnings;
  if (field == nullptr) return warnings;
  for (const Message* each : PointersTo(resource, field)) {
    absl::StrAppend(&warnings, warning(resource, *each, language));
  }
  return warnings;
}

}  // namespace

std::string WarningsOf(const Message& resource, Language language) {
  return absl::StrCat(OverrunWarning(resource, language),
                      WarningOfEach(resource, "above_rates", language, &AboveRateWarning),
                      WarningOfEach(resource, "endangers", language, &EndangeredWarning));
}

std::string ChangedText(const Noun& noun, const Message& resource, const Settings& settings) {
  if (settings.format != Format::kTable) return DetailText(resource, settings);
  return ListText(noun, {&resource}, "", settings);
}

}  // namespace cofi::cli
