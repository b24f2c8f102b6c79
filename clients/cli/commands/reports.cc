#include "clients/cli/commands/reports.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/documents.h"
#include "base/refusal.h"
#include "clients/cli/commands/words_reports.h"
#include "clients/cli/printed/document_text.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/printed/output_file.h"
#include "clients/cli/printed/progress.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/methods.h"
#include "clients/peer.h"

namespace cofi::cli {
namespace {

using reporting::v1::Document;
using reporting::v1::RenderReportRequest;

// Who waits longer wants to see that something happens.
constexpr absl::Duration kProgressAfter = absl::Seconds(1);
// What has many pages takes longer than an answer, unless somebody says how long to wait.
constexpr absl::Duration kPagesTimeout = absl::Minutes(1);
constexpr absl::Duration kFileTimeout = absl::Hours(1);

// The format of the server's in which it is asked for.
RenderReportRequest::Format FormatOf(Format format) {
  switch (format) {
    case Format::kCsv:
      return RenderReportRequest::FORMAT_CSV;
    case Format::kXlsx:
      return RenderReportRequest::FORMAT_XLSX;
    case Format::kHtml:
      return RenderReportRequest::FORMAT_HTML;
    case Format::kPdf:
      return RenderReportRequest::FORMAT_PDF;
    case Format::kIcs:
      return RenderReportRequest::FORMAT_ICS;
    default:
      return RenderReportRequest::FORMAT_DOCUMENT;
  }
}

bool IsBinary(Format format) { return format == Format::kXlsx || format == Format::kPdf; }

// One report that was asked for.
class ReportRun {
 public:
  ReportRun(const ReportKind& kind, Session& session, const Arguments& arguments)
      : kind_(kind),
        session_(session),
        one_page_(arguments.Has("page-size") || arguments.Has("page-token")),
        for_excel_(arguments.Has("for")),
        patient_(!arguments.Has("timeout")) {
    session_.set_named([this, flags = FlagsOf(kind_)](const std::string& path) {
      // The refusal of a query speaks of the report's own fields.
      const std::string prefix = absl::StrCat("query.", kind_.field->name(), ".");
      return AsTyped(flags, kind_.request(), std::string(absl::StripPrefix(path, prefix)),
                     session_.language());
    });
  }

  absl::Status Read(const Arguments& arguments) {
    if (for_excel_ && arguments.Value("for") != "excel") {
      return Mistake(words::kNotOneOf, session_.language(), "--for", arguments.Value("for"),
                     "excel");
    }
    return MakeQuery(kind_, FlagsOf(kind_), arguments, session_.language(),
                     request_.mutable_query());
  }

  // The exit code; 0 if all is written.
  int Write() {
    const Settings& settings = session_.settings();
    if (!settings.file.empty()) file_.emplace(settings.file);
    if (const int failed = CheckFile()) return failed;
    int code = 0;
    if (settings.format == Format::kJson) {
      code = WriteJson();
    } else if (settings.format == Format::kTable) {
      code = WriteText();
    } else {
      code = Render(FormatOf(settings.format));
    }
    if (code != 0) return code;
    if (file_.has_value()) file_->Finish();
    return CheckFile();
  }

  // Whether it lists anything.
  bool found() const { return rows_ > 0 || omitted_; }

 private:
  Message* asked() {
    return request_.mutable_query()->GetReflection()->MutableMessage(request_.mutable_query(),
                                                                     kind_.field);
  }
  bool HasPages() const { return kind_.request()->FindFieldByName("page_size") != nullptr; }

  int CheckFile() {
    if (!file_.has_value() || file_->error() == 0) return 0;
    return ExplainLate(CannotWrite(session_.settings().file, file_->error(), session_.language()),
                       session_.language(), session_.err());
  }

  void Put(absl::string_view bytes) {
    if (file_.has_value()) {
      file_->Write(bytes);
    } else {
      session_.out() << bytes;
    }
  }

  // Calls the report's own method; all its pages become one, with what else the first of them
  // says, unless a page was asked for.
  int WriteJson() {
    const auto* const method = clients::MethodOf(kind_.request());
    const std::unique_ptr<Message> answer = NewMessage(method->output_type());
    const FieldDescriptor* const rows = RowsOf(method->output_type());
    if (HasPages() && !one_page_) LimitPage(kPageSizeMax, asked());
    if (const int failed = session_.CallOrExplain(*asked(), answer.get())) return failed;
    while (HasPages() && !one_page_ && !StringField(*answer, "next_page_token").empty()) {
      SetStringField(asked(), "page_token", StringField(*answer, "next_page_token"));
      const std::unique_ptr<Message> page = NewMessage(method->output_type());
      if (const int failed = session_.CallOrExplain(*asked(), page.get())) return failed;
      for (const Message* row : PointersTo(*page, rows)) {
        answer->GetReflection()->AddMessage(answer.get(), rows)->CopyFrom(*row);
      }
      TakeWhatIsMissing(*page, answer.get());
      SetStringField(answer.get(), "next_page_token", StringField(*page, "next_page_token"));
    }
    rows_ = static_cast<int64_t>(PointersTo(*answer, rows).size());
    Put(JsonText(JsonOf(*answer)));
    SayRest(*answer);
    return 0;
  }

  // The list of an answer: its rows, or what it is a list of.
  static const FieldDescriptor* RowsOf(const Descriptor* answer) {
    if (const FieldDescriptor* rows = answer->FindFieldByName("rows")) return rows;
    for (int i = 0; i < answer->field_count(); ++i) {
      const FieldDescriptor* const field = answer->field(i);
      if (field->is_repeated() && field->message_type() != nullptr &&
          field->message_type()->file()->package() == answer->file()->package() &&
          field->message_type() != reporting::v1::OmittedProject::descriptor()) {
        return field;
      }
    }
    return nullptr;
  }

  // What only the last page says.
  static void TakeWhatIsMissing(const Message& page, Message* whole) {
    for (int i = 0; i < page.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* const field = page.GetDescriptor()->field(i);
      if (field->is_repeated() || field->message_type() == nullptr) continue;
      if (!page.GetReflection()->HasField(page, field) ||
          whole->GetReflection()->HasField(*whole, field)) {
        continue;
      }
      whole->GetReflection()
          ->MutableMessage(whole, field)
          ->CopyFrom(page.GetReflection()->GetMessage(page, field));
    }
  }

  int WriteText() {
    Document document;
    if (HasPages() && !one_page_) {
      whole_ = &document;
      if (const int failed = Render(RenderReportRequest::FORMAT_DOCUMENT)) return failed;
    } else {
      reporting::v1::GetReportDocumentRequest request;
      *request.mutable_query() = request_.query();
      const grpc::Status status = session_.Call(request, &document);
      if (!status.ok())
        return Explain(status, session_.settings(), session_.err(), session_.named());
    }
    rows_ = RowCount(document);
    Settings settings = session_.settings();
    if (file_.has_value()) {
      settings.width = 0;
      settings.styled = false;
    }
    Put(DocumentText(document, settings));
    SayRest(document);
    return 0;
  }

  // Takes what the server renders, piece by piece.
  int Render(RenderReportRequest::Format format) {
    request_.set_format(format);
    request_.set_for_excel(for_excel_);
    request_.set_one_page(one_page_);
    reporting::v1::RenderedPiece piece;
    ProgressBar bar(session_.err(), session_.settings().progress && file_.has_value());
    const absl::Time begin = absl::Now();
    Settings settings = session_.settings();
    if (patient_) settings.timeout = file_.has_value() ? kFileTimeout : kPagesTimeout;
    const grpc::Status status = Download(
        session_.ChannelTo(request_.GetTypeName()), settings,
        clients::PathOf(clients::MethodOf(request_.GetDescriptor())), request_, &piece, [&] {
          if (piece.has_document()) AppendPart(piece.document(), whole_);
          if (!piece.data().empty()) Put(piece.data());
          rows_ = piece.rows_done();
          if (!piece.next_page_token().empty()) next_ = piece.next_page_token();
          if (absl::Now() > begin + kProgressAfter) {
            const Language language = session_.language();
            // In French nothing and one are singular.
            const bool one = rows_ == 1 || (rows_ == 0 && language == Language::kFrench);
            bar.ShowCount(Say(one ? words::kRowDone : words::kRowsDone, language,
                              FormatCount(rows_, language)));
          }
          return grpc::Status::OK;
        });
    bar.Clear();
    if (!status.ok()) return Explain(status, session_.settings(), session_.err(), session_.named());
    SayNext(next_);
    return 0;
  }

  // Beside the report, so that nobody takes it for the whole.
  void SayRest(const Message& answer) {
    const FieldDescriptor* const field = answer.GetDescriptor()->FindFieldByName("omitted");
    if (field != nullptr) {
      for (const Message* each : PointersTo(answer, field)) {
        omitted_ = true;
        session_.err() << Say(words::kLeftOut, session_.language(), StringField(*each, "project"),
                              StringField(*each, "why"))
                       << "\n";
      }
    }
    SayNext(StringField(answer, "next_page_token"));
  }

  void SayNext(const std::string& token) {
    if (token.empty()) return;
    session_.err() << words::kNextPage.In(session_.language()) << " " << token << "\n";
  }

  const ReportKind& kind_;
  Session& session_;
  const bool one_page_, for_excel_, patient_;
  RenderReportRequest request_;
  std::optional<OutputFile> file_;
  Document* whole_ = nullptr;
  std::string next_;
  int64_t rows_ = 0;
  bool omitted_ = false;
};

}  // namespace

int RunReport(const ReportKind& kind, Session& session, const Arguments& arguments) {
  ReportRun asked(kind, session, arguments);
  if (const absl::Status read = asked.Read(arguments); !read.ok()) {
    return Explain(read, session.language(), session.err());
  }
  const Settings& settings = session.settings();
  if (settings.file.empty() && IsBinary(settings.format) && settings.terminal) {
    return Explain(Mistake(words::kNoTerminal, session.language(), NameOf(settings.format)),
                   session.language(), session.err());
  }
  if (const int failed = asked.Write()) return failed;
  // Nobody knows whether a project that is left out has any: a reminder job must not rest.
  return arguments.On("fail-if-any") && asked.found() ? kFound : kDone;
}

}  // namespace cofi::cli
