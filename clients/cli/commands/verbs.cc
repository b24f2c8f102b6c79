#include "clients/cli/commands/verbs.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "base/resources.h"
#include "clients/cli/commands/contents.h"
#include "clients/cli/commands/template.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

int List(Session& session, const Noun& noun, const Verb& verb, const Arguments& arguments,
         Message* request) {
  const auto limit = LimitOf(arguments, session.language());
  if (!limit.ok()) return Explain(limit.status(), session.language(), session.err());
  // Whoever asks for a page gets that one, and the token of the next.
  const bool one_page = arguments.Has("page-size") || arguments.Has("page-token");
  if (!one_page) LimitPage(kPageSizeMax, request);
  // No row is asked for that is not shown, so that the token goes on after the last.
  if (*limit > 0) LimitPage(*limit, request);
  const FieldDescriptor* rows_field = RowsField(verb.response());
  std::vector<std::unique_ptr<Message>> pages;
  std::vector<const Message*> rows;
  std::string next;
  do {
    pages.push_back(NewMessage(verb.response()));
    const Message& page = *pages.back();
    if (const int failed = session.CallOrExplain(*request, pages.back().get())) return failed;
    for (const Message* row : PointersTo(page, rows_field)) {
      if (*limit > 0 && static_cast<int32_t>(rows.size()) == *limit) break;
      rows.push_back(row);
    }
    next = StringField(page, "next_page_token");
    SetStringField(request, "page_token", next);
  } while (!one_page && !next.empty() &&
           (*limit == 0 || static_cast<int32_t>(rows.size()) < *limit));

  session.out() << ListText(noun, rows, StringField(*request, "parent"), session.settings());
  if (rows.empty() && session.settings().format == Format::kTable) {
    session.err() << NothingListed(noun.resource, session.language()) << "\n";
  }
  if (one_page && !next.empty()) {
    session.err() << words::kNextPage.In(session.language()) << " " << next << "\n";
  }
  return kDone;
}

// Makes what the request is to refer to, and has it do so.
int MakeReferred(Session& session, const Verb& verb, const std::vector<Flag>& flags,
                 const Arguments& arguments, Message* request) {
  const auto made = MakeFirst(verb, flags, arguments, *request, session.language());
  if (!made.ok()) return Explain(made.status(), session.language(), session.err());
  const FieldNames named = session.named();
  for (const MadeFirst& first : *made) {
    session.set_named([&](const std::string& path) {
      return AsTyped(flags, first.request->GetDescriptor(), path, session.language());
    });
    const std::unique_ptr<Message> answer =
        NewMessage(first.noun->Find(Verb::Kind::kCreate)->response());
    const bool validate_only = BoolField(*request, "validate_only");
    first.request->GetReflection()->SetBool(
        first.request.get(), first.request->GetDescriptor()->FindFieldByName("validate_only"),
        validate_only);
    if (const int failed = session.CallOrExplain(*first.request, answer.get())) return failed;
    // What was only tried is not there to be referred to.
    if (validate_only) continue;
    const std::string name = StringField(*answer, "name");
    SetStringField(MutableMessageField(request, verb.body()->name()), first.reference->name(),
                   name);
    session.err() << Say(words::kMadeFirst, session.language(), InWords(name, session.language()))
                  << "\n";
  }
  session.set_named(named);
  return kDone;
}

// Whether the answer is what was just recorded, or shared anew: then it says what to be warned of.
bool IsRecorded(const Verb& verb, const Message& request, const Message& response) {
  if (verb.kind != Verb::Kind::kVerb) return verb.kind == Verb::Kind::kCreate;
  const FieldDescriptor* const above = response.GetDescriptor()->FindFieldByName("above_rates");
  return above != nullptr && (StringField(request, "name") != StringField(response, "name") ||
                              !PointersTo(response, above).empty());
}

}  // namespace

int RunVerb(Session& session, const Noun& noun, const Verb& verb, const std::vector<Flag>& flags,
            const Arguments& arguments) {
  const auto request = MakeRequest(noun, verb, flags, arguments, session.language());
  if (!request.ok()) return Explain(request.status(), session.language(), session.err());
  if (verb.kind == Verb::Kind::kCreate && arguments.Has("from")) {
    const absl::Status filled = FillFromTemplate(noun, verb, arguments.Value("from"), flags,
                                                 arguments, session.language(), request->get());
    if (!filled.ok()) return Explain(filled, session.language(), session.err());
  }
  session.set_named([&](const std::string& path) {
    return AsTyped(flags, verb.request(), path, session.language());
  });
  if (verb.kind == Verb::Kind::kList) return List(session, noun, verb, arguments, request->get());

  std::optional<UnsentFile> unsent;
  if (const int failed = UploadFirst(session, verb, arguments, request->get(), &unsent)) {
    return failed;
  }
  if (const int failed = MakeReferred(session, verb, flags, arguments, request->get())) {
    return failed;
  }
  std::unique_ptr<Message> response = NewMessage(verb.response());
  if (const int failed = unsent.has_value() ? TryUnsent(session, *unsent, **request, response.get())
                                            : session.CallOrExplain(**request, response.get())) {
    return failed;
  }
  // Of what refers to a file that is not there yet, nothing is known but that it may be made.
  const bool told = !unsent.has_value() || !StringField(*response, "name").empty();
  if (verb.kind == Verb::Kind::kDelete) {
    if (!BoolField(**request, "validate_only")) {
      session.err() << Say(words::kDeleted, session.language(), StringField(**request, "name"))
                    << "\n";
    }
  } else if (told) {
    session.out() << (verb.kind == Verb::Kind::kGet
                          ? DetailText(*response, session.settings())
                          : ChangedText(noun, *response, session.settings()));
  }
  if (IsRecorded(verb, **request, *response)) {
    session.err() << WarningsOf(*response, session.language());
  }
  if (BoolField(**request, "validate_only")) {
    session.err() << words::kNothingWritten.In(session.language()) << "\n";
  }
  return kDone;
}

}  // namespace cofi::cli
