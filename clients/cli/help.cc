#include "clients/cli/help.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/resources.h"
#include "clients/cli/comments.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/words_help.h"

namespace cofi::cli {
namespace {

constexpr int kWidthDefault = 80;
constexpr int kWidthMax = 100;

// What is shown at the left, and what is said about it.
using Rows = std::vector<std::pair<std::string, std::string>>;

int Fit(int width) { return width > 0 ? std::min(width, kWidthMax) : kWidthDefault; }

std::string Section(const std::string& title, const Rows& rows, int width) {
  // A long left side gets a line of its own.
  constexpr int kLeftMax = 30;
  int left = 0;
  for (const auto& row : rows) {
    if (Width(row.first) <= kLeftMax) left = std::max(left, Width(row.first));
  }
  std::string text = absl::StrCat("\n", title, "\n");
  for (const auto& [name, said] : rows) {
    std::vector<std::string> lines;
    for (const absl::string_view line : absl::StrSplit(said, '\n', absl::SkipEmpty())) {
      for (std::string& part : Wrap(line, width - left - 4)) lines.push_back(std::move(part));
    }
    absl::StrAppend(&text, "  ", name);
    size_t i = 0;
    if (Width(name) <= left && !lines.empty()) {
      absl::StrAppend(&text, std::string(left - Width(name) + 2, ' '), lines[i++]);
    }
    absl::StrAppend(&text, "\n");
    for (; i < lines.size(); ++i) {
      absl::StrAppend(&text, std::string(left + 4, ' '), lines[i], "\n");
    }
  }
  return text;
}

std::string Paragraph(const std::string& text, int width) {
  return absl::StrCat(absl::StrJoin(Wrap(text, width), "\n"), "\n");
}

// What each value means, on a line of its own.
std::string ValuesHelp(const google::protobuf::EnumDescriptor* type, Language language) {
  std::string help;
  for (int i = 1; i < type->value_count(); ++i) {
    const EnumValueDescriptor* const value = type->value(i);
    absl::StrAppend(&help, "\n", TypedName(value, language), Text{": ", " : "}.In(language),
                    language == Language::kFrench
                        ? value->options().GetExtension(type::v1::fr_value_help)
                        : CommentOf(value));
  }
  return help;
}

std::string FlagHelp(const Flag& flag, Language language) {
  std::string help =
      flag.path.empty() ? flag.help.In(language) : HelpOf(flag.path.leaf(), language);
  if (flag.required) absl::StrAppend(&help, " ", words::kRequiredMark.In(language));
  if (!flag.required_with.empty()) {
    absl::StrAppend(&help, " ", Say(words::kRequiredWithMark, language, flag.required_with));
  }
  if (!flag.required_without.empty()) {
    absl::StrAppend(&help, " ",
                    Say(words::kRequiredWithoutMark, language, Dashed(flag.required_without)));
  }
  if (flag.repeated) absl::StrAppend(&help, " ", words::kRepeatedMark.In(language));
  const auto* const values = flag.path.empty() ? nullptr : flag.path.leaf()->enum_type();
  if (values != nullptr) absl::StrAppend(&help, ValuesHelp(values, language));
  return help;
}

Rows FlagRows(const std::vector<Flag>& flags, Language language) {
  Rows rows;
  for (const Flag& flag : flags) {
    std::string left;
    for (const std::string& alias : flag.aliases) {
      if (alias.size() == 1) absl::StrAppend(&left, "-", alias, ", ");
    }
    const std::string value = PlaceholderOf(flag, language);
    absl::StrAppend(&left, Dashed(ShortestOf(flag)), value.empty() ? "" : " ", value);
    rows.emplace_back(std::move(left), FlagHelp(flag, language));
  }
  return rows;
}

// The verbs that every resource has: $0 is one of them, $1 several.
constexpr std::pair<Verb::Kind, Text> kStandardVerbs[] = {
    {Verb::Kind::kList,
     {"List the $1, all or those that --filter chooses.",
      "Lister les $1 ; --filter en choisit, --order-by les trie."}},
    {Verb::Kind::kGet,
     {"Show $0, with all that is set.", "Montrer $0, avec tout ce qui est renseigné."}},
    {Verb::Kind::kCreate, {"Create $0.", "Créer $0."}},
    {Verb::Kind::kUpdate,
     {"Change $0: the fields that flags are given for.",
      "Modifier $0 : les champs dont l'option est donnée."}},
    {Verb::Kind::kDelete,
     {"Delete $0; its history stays in the journal.",
      "Supprimer $0 ; l'historique reste au journal."}},
};

// What a verb does, in a sentence.
std::string SummaryOf(const Noun& noun, const Verb& verb, Language language) {
  for (const auto& [kind, text] : kStandardVerbs) {
    if (kind == verb.kind) {
      return Say(text, language, WithArticle(noun.resource, Article::kA, language),
                 PluralOf(noun.resource, language));
    }
  }
  return language == Language::kFrench
             ? verb.method->options().GetExtension(type::v1::verb).fr_help()
             : CommentOf(verb.method);
}

std::string Usage(const std::string& line, Language language) {
  return absl::StrCat(words::kUsage.In(language), " cofi ", line, "\n");
}

// `expense pay PROJECT/EXPENSE`
std::string WithWords(const std::string& name, const std::string& shown, Language language) {
  return absl::StrCat(name, shown.empty() ? "" : " ", PlaceholderIn(shown, language));
}

// The page of one command: how it is written, what it does, its flags, an example.
std::string Page(std::string line, const std::string& about, const std::vector<Flag>& flags,
                 const std::string& example, const std::string& sample, Language language,
                 int width) {
  if (!flags.empty()) absl::StrAppend(&line, " [", words::kFlagsWord.In(language), "]");
  std::string text = absl::StrCat(Usage(line, language), "\n", Paragraph(about, width));
  if (!flags.empty()) {
    absl::StrAppend(&text, Section(words::kFlags.In(language), FlagRows(flags, language), width));
  }
  return absl::StrCat(text, "\n", words::kExample.In(language), "\n  ", example, "\n\n", sample,
                      sample.empty() ? "" : "\n", words::kGlobalFlagsHint.In(language), "\n");
}

// Identifiers of the reference case; the variable itself for the others.
std::string SampleId(const std::string& variable) {
  static constexpr std::pair<const char*, const char*> kSamples[] = {
      {"project", "precarisation"},
      {"application", "fdf"},
      {"grant", "fdf"},
      {"funder", "fondation-de-france"},
      {"call", "demarches-participatives"},
      {"line", "62"},
      {"budget", "v1"},
      {"organization", "mairie-mordelles"},
      {"stage", "dossier"},
      {"phase", "diagnostic"},
      {"partner", "comite-conseil"},
      {"update", "2018-03-23"},
      {"obligation", "bilan-final"},
      {"agreement", "convention"},
      {"revision", "v1"},
      {"commitment", "publication-2018"},
      {"expense", "deplacements-2018-02"},
      {"receipt", "fdf-avance"},
      {"claim", "acompte-2017"},
      {"contribution", "benevoles-2018-02"},
      {"fiscal_year", "2017"},
      {"attachment", "convention-pdf"},
      {"paper", "statuts"},
  };
  for (const auto& [name, id] : kSamples) {
    if (variable == name) return id;
  }
  return absl::StrReplaceAll(variable, {{"_", "-"}});
}

// What an example needs beyond the flags that are required each: one of several.
constexpr absl::string_view kAlsoGiven[] = {
    "agreement amend --awarded-amount",
    "attachment create --expense",
    "attachment create --file",
    "claim create --requested-amount",
    "claim pay --amount",
    "contribution create --amount",
    "expense correct --invoice-reference",
    "expense create --line",
    "expense create --supplier",
    "expense repeat --amount",
    "expense repeat --invoice-reference",
    "obligation create --due-date",
    "paper create --file",
    "project report-funding --funding.planned-expenses",
    "receipt create --grant",
};

bool IsAlsoGiven(const std::string& command, const Flag& flag) {
  const std::string given = absl::StrCat(command, " --", flag.name);
  return std::find(std::begin(kAlsoGiven), std::end(kAlsoGiven), given) != std::end(kAlsoGiven);
}

// Identifiers of lines of one budget, which no name says.
constexpr std::pair<absl::string_view, absl::string_view> kLineSamples[] = {{"from_line", "641"},
                                                                            {"to_line", "62"}};

std::string SampleValue(const FieldDescriptor* field) {
  for (const auto& [name, id] : kLineSamples) {
    if (field->name() == name) return std::string(id);
  }
  // Not any line will do.
  if (FactsOf(field).chosen_from() == "side = IN_KIND_USE") return "864";
  if (IsMoney(field)) return "1234.56";
  if (IsDate(field)) return "2018-03-23";
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return TypedName(field->enum_type()->value(1), Language::kEnglish);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "1";
  if (const Noun* noun = NounOfType(ReferredType(field))) {
    return SampleId(NamePattern::Of(noun->resource).variables().back());
  }
  if (IsUploaded(field->containing_type())) return "convention.pdf";
  return FactsOf(field).format() == type::v1::FORMAT_ACCOUNT ? "62" : "Exemple";
}

}  // namespace

std::string HelpOf(const FieldDescriptor* field, Language language) {
  return language == Language::kFrench ? FactsOf(field).fr_help() : CommentOf(field);
}

std::string ExampleOf(const Noun& noun, const Verb& verb) {
  std::vector<std::string> ids;
  for (const std::string& variable : NamePattern::Of(noun.resource).variables()) {
    ids.push_back(SampleId(variable));
  }
  const bool below = ids.size() > 1;
  if (verb.kind == Verb::Kind::kList || (verb.kind == Verb::Kind::kCreate && below)) ids.pop_back();
  std::string line = absl::StrCat("cofi ", noun.name, " ", verb.name);
  if (!ids.empty()) absl::StrAppend(&line, " ", absl::StrJoin(ids, "/"));
  bool any = false;
  for (const Flag& flag : FlagsOf(noun, verb)) {
    const bool also = IsAlsoGiven(absl::StrCat(noun.name, " ", verb.name), flag);
    if (flag.path.empty()) {
      if (also) absl::StrAppend(&line, " ", Dashed(flag.name), " convention.pdf");
      continue;
    }
    const bool first_change = verb.kind == Verb::Kind::kUpdate && !any;
    if (!flag.required && !first_change && !also) continue;
    any = true;
    absl::StrAppend(&line, " ", Dashed(flag.name), " ", SampleValue(flag.path.leaf()));
  }
  return line;
}

std::string HelpText(Language language, int width) {
  width = Fit(width);
  std::string text = absl::StrCat(Usage(words::kTopUsage.In(language), language), "\n",
                                  Paragraph(words::kAbout.In(language), width));
  Rows reports, others, nouns;
  for (const Command& command : Commands()) {
    Rows& rows = command.group == Command::Section::kReport ? reports : others;
    rows.emplace_back(WithWords(command.name, command.words, language),
                      command.summary.In(language));
  }
  for (const Noun& noun : Nouns()) {
    // What a noun is called, its name says in English.
    const std::string term =
        language == Language::kFrench ? absl::StrCat(PluralOf(noun.resource, language), " : ") : "";
    nouns.emplace_back(noun.name, absl::StrCat(term, absl::StrJoin(noun.VerbNames(), " ")));
  }
  absl::StrAppend(
      &text, Section(words::kReports.In(language), reports, width),
      Section(words::kResources.In(language), nouns, width),
      Section(words::kOtherCommands.In(language), others, width),
      Section(words::kGlobalFlags.In(language), FlagRows(GlobalFlags(), language), width), "\n",
      Paragraph(words::kExitCodes.In(language), width), "\n", words::kMoreHelp.In(language), "\n");
  return text;
}

std::string ReportsHelpText(Language language, int width) {
  width = Fit(width);
  Rows rows;
  for (const std::string& name : ReportNames(language)) {
    const Command* const command = FindReportCommand(name);
    rows.emplace_back(WithWords(name, command->words, language), command->summary.In(language));
  }
  return absl::StrCat(Usage(words::kReportUsage.In(language), language), "\n",
                      Paragraph(words::kReportAbout.In(language), width),
                      Section(words::kReportNames.In(language), rows, width), "\n",
                      words::kReportHelpHint.In(language), "\n");
}

std::string HelpText(const Command& command, Language language, int width) {
  return Page(WithWords(command.name, command.words, language),
              Capital(command.summary.In(language)), command.flags(), command.example,
              command.sample.In(language), language, Fit(width));
}

std::string HelpText(const Noun& noun, Language language, int width) {
  width = Fit(width);
  Rows rows;
  for (const Verb& verb : noun.verbs) {
    rows.emplace_back(WithWords(verb.name, WordsOf(noun, verb), language),
                      SummaryOf(noun, verb, language));
  }
  for (const std::string& name : ReportNames(language)) {
    if (const Command* command = FindReportCommand(noun, name)) {
      rows.emplace_back(WithWords(name, command->words, language), command->summary.In(language));
    }
  }
  const std::string about = language == Language::kFrench
                                ? absl::StrCat(Capital(PluralOf(noun.resource, language)), ".")
                                : CommentOf(noun.resource);
  return absl::StrCat(
      Usage(absl::StrCat(noun.name, " ", words::kVerbWord.In(language), " …"), language), "\n",
      Paragraph(about, width), Section(words::kVerbs.In(language), rows, width), "\n",
      Say(words::kVerbHelpHint, language, noun.name), "\n");
}

std::string HelpText(const Noun& noun, const Verb& verb, Language language, int width) {
  return Page(WithWords(absl::StrCat(noun.name, " ", verb.name), WordsOf(noun, verb), language),
              SummaryOf(noun, verb, language), FlagsOf(noun, verb), ExampleOf(noun, verb), "",
              language, Fit(width));
}

}  // namespace cofi::cli
