#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/documents.h"
#include "base/text.h"
#include "services/reporting/render/print.h"
#include "services/reporting/render/renderer.h"
#include "tests/folder.h"
#include "tests/reasons.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using type::v1::REASON_FORMAT_UNAVAILABLE;
using v1::Document;

constexpr char kNotInstalled[] = "WeasyPrint is not installed on the server";
constexpr char kNotMade[] = "the server could not make the page";
const absl::CivilDay kDay(2018, 3, 23);

// What a command says of a file, which stands for `%`.
std::string Asked(const std::string& command, const std::string& bytes) {
  const Folder folder;
  const std::string file = folder.Write("file", bytes);
  const std::string said = folder.path() + "/said";
  EXPECT_EQ(system(absl::StrCat(absl::StrReplaceAll(command, {{"%", file}}), " >", said).c_str()),
            0);
  std::ostringstream text;
  text << std::ifstream(said).rdbuf();
  return text.str();
}

// Without spaces, of which there are several kinds.
std::string Close(const std::string& text) { return absl::StrReplaceAll(Fold(text), {{" ", ""}}); }

std::string PdfText(const std::string& pdf) { return Asked("pdftotext -layout % -", pdf); }

std::string Pdf(const Document& document) {
  const std::unique_ptr<Renderer> renderer = MakePdfRenderer();
  std::string pdf;
  EXPECT_THAT(renderer->Add(document, &pdf), IsOk());
  EXPECT_THAT(renderer->Finish(&pdf), IsOk());
  return pdf;
}

// A program that stands for Python.
std::string Interpreter(const Folder& folder, const std::string& name, const std::string& script) {
  const std::string path = folder.Write(name, absl::StrCat("#!/bin/sh\n", script, "\n"));
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST(Pdf, SaysTheTitleAndEveryCell) {
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    const Document document = ExampleDocument(language);
    const std::string pdf = Pdf(document);
    EXPECT_THAT(pdf, StartsWith("%PDF-1."));
    const std::string text = Close(PdfText(pdf));
    EXPECT_THAT(text, HasSubstr(Close(document.title())));
    for (const v1::Block& block : document.blocks()) {
      const std::vector<bool> shown = ShownColumns(block.table());
      for (const v1::Row& row : block.table().rows()) {
        for (int i = 0; i < row.cells_size(); ++i) {
          if (!shown[i]) continue;
          EXPECT_THAT(text,
                      HasSubstr(Close(CellText(row.cells(i), block.table().columns(i), language))));
        }
      }
    }
  }
}

TEST(Pdf, IsTaggedAndOnPaperAndTheSameTwice) {
  const Document document = ExampleDocument(Language::kFrench);
  const std::string pdf = Pdf(document);
  EXPECT_EQ(Pdf(document), pdf);
  const std::string facts = Asked("pdfinfo %", pdf);
  EXPECT_THAT(facts, testing::ContainsRegex("Title: +Précarité et jeunesse"));
  EXPECT_THAT(facts, testing::ContainsRegex("Tagged: +yes"));
  // On its side: it has a table of eight columns.
  EXPECT_THAT(facts, testing::ContainsRegex("Page size: +841\\.89 x 595\\.276 pts \\(A4\\)"));
  EXPECT_THAT(facts, testing::ContainsRegex("JavaScript: +no"));
  EXPECT_THAT(Asked("pdffonts %", pdf), HasSubstr("DejaVu-Sans"));
}

TEST(Pdf, MoreThanFiveHundredRowsAreRefused) {
  Document document;
  document.set_report("expenses");
  v1::Table* const table = document.add_blocks()->mutable_table();
  for (int i = 0; i < 500; ++i) table->add_rows();
  std::string out;
  EXPECT_THAT(MakePdfRenderer()->Add(document, &out), IsOk());
  table->add_rows();
  const absl::Status refused = MakePdfRenderer()->Add(document, &out);
  EXPECT_THAT(refused, IsReasonWith(REASON_FORMAT_UNAVAILABLE, "limit", "500"));
  EXPECT_EQ(Describe(refused, Language::kEnglish),
            "this report cannot be had as PDF: it has more than 500 rows: take a spreadsheet");
}

TEST(Print, WithoutWeasyPrintThereIsNoPdf) {
  const Folder folder;
  const absl::StatusOr<std::string> printed = PrintPage(
      "<p>", kDay,
      {.interpreters = {"/nowhere/python3", Interpreter(folder, "a", "cat >/dev/null; exit 3"),
                        Interpreter(folder, "b", "exit 127")}});
  EXPECT_THAT(printed, IsReasonWith(REASON_FORMAT_UNAVAILABLE, "why", kNotInstalled));
  EXPECT_EQ(Describe(printed.status(), Language::kFrench),
            "ce rapport ne peut être obtenu en PDF : WeasyPrint n'est pas installé sur le serveur");
}

TEST(Print, TakesTheFirstInterpreterThatHasIt) {
  const Folder folder;
  const absl::StatusOr<std::string> printed = PrintPage(
      "<p>the page</p>", kDay,
      {.interpreters = {"/nowhere/python3", Interpreter(folder, "a", "exit 3"),
                        Interpreter(folder, "b", "cat"), Interpreter(folder, "c", "exit 1")}});
  ASSERT_THAT(printed, IsOk());
  EXPECT_EQ(*printed, "<p>the page</p>");
}

TEST(Print, WhatFailsIsSaidToHaveFailed) {
  const Folder folder;
  for (const char* script : {"exit 1", "echo half; exit 1", "kill -KILL $$"}) {
    EXPECT_THAT(PrintPage("<p>", kDay, {.interpreters = {Interpreter(folder, "a", script)}}),
                IsReasonWith(REASON_FORMAT_UNAVAILABLE, "why", kNotMade))
        << script;
  }
}

TEST(Print, WhatDoesNotEndIsEnded) {
  const Folder folder;
  for (const char* script : {"exec sleep 1000", "sleep 1000", "exec >&-; exec sleep 1000"}) {
    EXPECT_THAT(PrintPage("<p>", kDay,
                          {.interpreters = {Interpreter(folder, "a", script)},
                           .time_max = absl::Milliseconds(200)}),
                IsReasonWith(REASON_FORMAT_UNAVAILABLE, "why", kNotMade))
        << script;
  }
}

TEST(Print, APageThatNobodyReadsEndsNothing) {
  const Folder folder;
  const std::string page(size_t{8} << 20, 'x');
  const absl::StatusOr<std::string> unread =
      PrintPage(page, kDay, {.interpreters = {Interpreter(folder, "a", "echo read nothing")}});
  ASSERT_THAT(unread, IsOk());
  EXPECT_EQ(*unread, "read nothing\n");
  // Both at once, so that neither side may wait for the other.
  const absl::StatusOr<std::string> same =
      PrintPage(page, kDay, {.interpreters = {Interpreter(folder, "b", "cat")}});
  ASSERT_THAT(same, IsOk());
  EXPECT_TRUE(*same == page);
}

TEST(Print, ThePrinterKnowsNothingOfTheServer) {
  const Folder folder;
  setenv("COFI_SECRET", "known to the server", 1);
  const absl::StatusOr<std::string> printed =
      PrintPage("", kDay, {.interpreters = {Interpreter(folder, "a", "env; ls -d \"$HOME\"")}});
  unsetenv("COFI_SECRET");
  ASSERT_THAT(printed, IsOk());
  std::string home;
  std::vector<std::string> lines = absl::StrSplit(*printed, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    if (absl::StartsWith(line, "HOME=")) home = line.substr(5);
  }
  EXPECT_THAT(lines, testing::Contains("SOURCE_DATE_EPOCH=1521763200"));
  EXPECT_THAT(lines, testing::Contains("LANG=C.UTF-8"));
  EXPECT_THAT(lines, Each(Not(HasSubstr("SECRET"))));
  EXPECT_THAT(lines, testing::Contains(home));
  EXPECT_FALSE(std::filesystem::exists(home)) << "it is left behind";
}

// Takes connections on the loopback.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  bool HasCaller() const {
    pollfd waiting = {socket_, POLLIN, 0};
    return poll(&waiting, 1, 0) > 0;
  }

 private:
  const int socket_;
  int port_ = 0;
};

TEST(Print, APageGetsNothingFromOutside) {
  const Folder folder;
  const std::string secret =
      folder.Write("secret.svg", R"(<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50">
                         <text x="9" y="20">the secret</text></svg>)");
  const std::string css = folder.Write("secret.css", "body::after { content: 'the secret' }");
  const Listener listener;
  const std::string host = absl::StrCat("http://127.0.0.1:", listener.port(), "/a");
  std::string page = "<html><head><title>t</title>";
  for (const std::string& url : {absl::StrCat("file://", secret), absl::StrCat("file://", css),
                                 std::string("file:///etc/passwd"), host}) {
    absl::StrAppend(&page, "<link rel=stylesheet href='", url, "'><link rel=attachment href='", url,
                    "'><style>@import '", url, "'; @font-face { font-family: f; src: url('", url,
                    "') } body { font-family: f; background: url('", url, "') }</style><img src='",
                    url, "'><object data='", url, "'></object><embed src='", url, "'><iframe src='",
                    url, "'></iframe><a rel=attachment href='", url,
                    "'>a</a><svg width=99 height=99><image href='", url,
                    "' width=99 height=99 /><use href='", url, "#x' /><style>@import '", url,
                    "';</style></svg>");
  }
  const absl::StatusOr<std::string> printed =
      PrintPage(absl::StrCat(page, "<p>the page</p>"), kDay);
  ASSERT_THAT(printed, IsOk());
  EXPECT_THAT(PdfText(*printed),
              AllOf(HasSubstr("the page"), Not(HasSubstr("the secret")), Not(HasSubstr("root:"))));
  EXPECT_THAT(Asked("pdfdetach -list %", *printed), HasSubstr("0 embedded files"));
  EXPECT_FALSE(listener.HasCaller());
}

TEST(Pdf, WhatIsHostileIsPrintedAsAText) {
  Document document = ExampleDocument(Language::kEnglish);
  document.clear_blocks();
  const std::string hostile = "</h1><img src='http://127.0.0.1/'><script>alert(1)</script>";
  document.set_title(hostile);
  EXPECT_THAT(Close(PdfText(Pdf(document))), HasSubstr(Close(hostile)));
}

}  // namespace
}  // namespace cofi::reporting
