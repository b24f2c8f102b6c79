// The reports that there are, as ReportQuery (rendering.proto) has them: a further one is a field
// there, and the program knows it by that.
#ifndef COFI_CLIENTS_CLI_TYPED_REPORT_KINDS_H_
#define COFI_CLIENTS_CLI_TYPED_REPORT_KINDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/language.h"
#include "clients/cli/typed/command_line.h"
#include "cofi/reporting/v1/rendering.pb.h"

namespace cofi::cli {

struct ReportKind {
  // What the one word of it names.
  enum class Word { kNothing, kProject, kMaybeProject, kText };

  std::string name;  // `financial-report`
  // Of ReportQuery.
  const FieldDescriptor* field;
  // Of the request, set by the word; null where there is none.
  const FieldDescriptor* word_field;
  Word word;
  // `PROJECT`, `[PROJECT]`, `TEXT`; empty where there is none.
  std::string word_shown;

  const Descriptor* request() const { return field->message_type(); }
  const type::v1::Report& facts() const { return field->options().GetExtension(type::v1::report); }
};

// In the order of ReportQuery.
const std::vector<ReportKind>& ReportKinds();

// By its name in either language; nullptr if there is none.
const ReportKind* FindReport(absl::string_view name);

// Those of its request, and those of all reports.
std::vector<Flag> FlagsOf(const ReportKind& kind);

// Sets the request of a report, which `query` gets, from what was typed. INVALID_ARGUMENT as of
// SetFromFlags.
absl::Status MakeQuery(const ReportKind& kind, const std::vector<Flag>& flags,
                       const Arguments& arguments, Language language,
                       reporting::v1::ReportQuery* query);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_REPORT_KINDS_H_
