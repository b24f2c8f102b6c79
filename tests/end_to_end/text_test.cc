// Texts as people read them, through the API and on the command line: lists, filters,
// limits, and things of the outside world that are recorded once however they are spelled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "cofi/projects/v1/partners.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Commitment;
using budgets::v1::Expense;
using budgets::v1::Receipt;
using projects::v1::Phase;
using ::testing::HasSubstr;
using ::testing::Not;

class Texts : public EndToEnd {
 protected:
  std::string Done(const Words& words) {
    const Outcome outcome = RunCofi(cofi().address(), words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  }
  // The calls of a funder of the test's own, with these titles.
  std::string FunderWithCalls(const std::string& id, const std::vector<std::string>& titles) {
    applications::v1::CreateFunderRequest funder;
    funder.set_funder_id(id);
    funder.mutable_funder()->set_display_name(id);
    cofi().Ask<applications::v1::Funder>(funder);
    for (size_t i = 0; i < titles.size(); ++i) {
      applications::v1::CreateCallRequest call;
      call.set_parent("funders/" + id);
      call.set_call_id(absl::StrCat("c", i));
      call.mutable_call()->set_display_name(titles[i]);
      cofi().Ask<applications::v1::Call>(call);
    }
    return "funders/" + id;
  }
  std::string Titles(const std::string& parent, const std::string& filter, int page_size = 100) {
    applications::v1::ListCallsRequest request;
    request.set_parent(parent);
    request.set_order_by("display_name");
    request.set_filter(filter);
    request.set_page_size(page_size);
    std::vector<std::string> titles;
    do {
      const auto page = cofi().Ask<applications::v1::ListCallsResponse>(request);
      for (const auto& call : page.calls()) titles.push_back(call.display_name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return absl::StrJoin(titles, ", ");
  }
  // `ALREADY_EXISTS DUPLICATE_ENTRY receipt.reference`
  template <typename Response>
  std::string Refused(const google::protobuf::Message& request) {
    Response response;
    const std::string said = Said(cofi().Call(request, &response));
    return said.substr(0, said.find(':'));
  }
};
COFI_IN_ALL_SHAPES(Texts);

const std::vector<std::string> kTitles = {"Beta", "Zone",  "alpha", "Église",
                                          "État", "école", "Œuvres"};
constexpr char kSorted[] = "alpha, Beta, école, Église, État, Œuvres, Zone";

TEST_P(Texts, AreSortedAndFound) {
  const std::string funder = FunderWithCalls("sorted", kTitles);
  for (const int page_size : {1, 3, 100}) EXPECT_EQ(Titles(funder, "", page_size), kSorted);
  for (const char* filter : {"display_name:\"etat\"", "display_name:\"état\"",
                             "display_name:\"ETAT\"", "display_name = \"E\u0301TAT\""}) {
    EXPECT_EQ(Titles(funder, filter), "État") << filter;
  }
  EXPECT_EQ(Titles(funder, "display_name:\"oeuv\""), "Œuvres");
}

TEST_P(Texts, AreSortedAndFoundOnTheCommandLine) {
  FunderWithCalls("typed", kTitles);
  const std::string csv = Done({"call", "list", "typed", "--order-by", "display_name", "-ocsv"});
  std::string found;
  for (const absl::string_view line : absl::StrSplit(csv, '\n')) {
    for (const std::string& title : kTitles) {
      if (absl::StrContains(line, title)) absl::StrAppend(&found, found.empty() ? "" : ", ", title);
    }
  }
  EXPECT_EQ(found, kSorted) << csv;
  const std::string one = Done({"call", "list", "typed", "--filter", "display_name:\"etat\""});
  EXPECT_THAT(one, HasSubstr("État"));
  EXPECT_THAT(one, Not(HasSubstr("Zone")));
}

// What was sorted then is sorted so when it is asked for later.
TEST_P(Texts, AreSortedAndFoundInThePast) {
  const std::string funder = FunderWithCalls("past", kTitles);
  const auto now = absl::ToUnixMicros(absl::Now());
  applications::v1::CreateCallRequest later;
  later.set_parent(funder);
  later.mutable_call()->set_display_name("Étage");
  cofi().Ask<applications::v1::Call>(later);
  applications::v1::ListCallsRequest request;
  request.set_parent(funder);
  request.set_order_by("display_name");
  request.set_filter("display_name:\"ETAT\" OR display_name:\"eco\"");
  auto& time = *request.mutable_known_at()->mutable_time();
  time.set_seconds(now / 1'000'000);
  time.set_nanos(static_cast<int>(now % 1'000'000) * 1'000);
  std::vector<std::string> titles;
  const auto page = cofi().Ask<applications::v1::ListCallsResponse>(request);
  for (const auto& call : page.calls()) titles.push_back(call.display_name());
  EXPECT_THAT(titles, ::testing::ElementsAre("école", "État"));
}

TEST_P(Texts, AreAsLongAsTheirCharacters) {
  const Project project(cofi(), "long");
  projects::v1::CreatePhaseRequest request;
  request.set_parent(project.name());
  const auto create = [&](const std::string& id, const std::string& character, int count) {
    request.set_phase_id(id);
    request.mutable_phase()->clear_display_name();
    for (int i = 0; i < count; ++i) *request.mutable_phase()->mutable_display_name() += character;
    return Refused<Phase>(request);
  };
  EXPECT_EQ(create("accents", "é", 254), "OK");
  EXPECT_EQ(create("composed", "é", 256), "OK");
  EXPECT_EQ(create("decomposed", "e\u0301", 256), "OK");
  EXPECT_EQ(create("smiles", "😀", 256), "OK");
  EXPECT_EQ(create("more", "é", 257), "INVALID_ARGUMENT VALUE_TOO_LONG phase.display_name");
  EXPECT_EQ(create("letters", "e", 257), "INVALID_ARGUMENT VALUE_TOO_LONG phase.display_name");
}

TEST_P(Texts, AnInvoiceIsRecordedOnceHoweverItIsSpelled) {
  const Project project(cofi(), "invoice-once");
  project.Spend("e", {.amount = "100", .reference = "F-2018-042", .supplier = "Imprimerie Gwénn"});
  const std::pair<const char*, const char*> spellings[] = {
      {"imprimerie gwénn", "F-2018-042"},       {"Imprimerie Gwénn", " F-2018-042"},
      {"Imprimerie Gwe\u0301nn", "F-2018-042"}, {"Imprimerie\u00a0Gwénn", "f-2018-042"},
      {"IMPRIMERIE  GWENN", "F-2018-042 "},     {"Imprimerie Gwénn", "Ｆ-２０１８-０４２"},
      {"Imprimerie Gwénn", "F–2018–042"}};
  for (const auto& [supplier, reference] : spellings) {
    auto request =
        project.Expense("again", {.amount = "7", .reference = reference, .supplier = supplier});
    EXPECT_EQ(Refused<Expense>(request),
              "ALREADY_EXISTS DUPLICATE_INVOICE expense.invoice_reference")
        << supplier << " " << reference;
  }
  Expense response;
  EXPECT_THAT(
      Said(cofi().Call(
          project.Expense(
              "again", {.amount = "7", .reference = "f-2018-042", .supplier = "imprimerie gwenn"}),
          &response)),
      HasSubstr("invoice f-2018-042 of imprimerie gwenn is already recorded as expense e;"));
}

TEST_P(Texts, ATransferIsRecordedOnce) {
  const Project project(cofi(), "transfer-once");
  project.Win("a", {.amount = "5000"});
  auto request = project.Receipt("r1", "a", "1000");
  request.mutable_receipt()->set_reference("VIR 2018-33");
  cofi().Ask<Receipt>(request);
  auto again = project.Receipt("r2", "a", "1000");
  again.mutable_receipt()->set_reference("vir  2018-33");
  ExpectRefused(cofi(), again,
                {.code = "ALREADY_EXISTS",
                 .reason = "DUPLICATE_ENTRY",
                 .field = "receipt.reference",
                 .english = "vir  2018-33 is already recorded as receipt r1",
                 .french = "vir  2018-33 est déjà enregistré : l'encaissement r1"});
  *again.mutable_receipt()->mutable_receipt_date() = On("2018-02-11");
  EXPECT_EQ(Refused<Receipt>(again), "OK");
  // Undone, it may be recorded anew.
  cofi().Ask<Receipt>(project.ReceiptReversal("r1"));
  again = project.Receipt("r3", "a", "1000");
  again.mutable_receipt()->set_reference("VIR 2018-33");
  EXPECT_EQ(Refused<Receipt>(again), "OK");
}

TEST_P(Texts, AQuoteIsCommittedOnceUntilItIsReleased) {
  const Project project(cofi(), "quote-once");
  const auto quote = [&](const std::string& id, const std::string& supplier) {
    auto request = project.Commitment(id, {.amount = "100"});
    request.mutable_commitment()->set_supplier(supplier);
    request.mutable_commitment()->set_reference("Devis n°12");
    return request;
  };
  EXPECT_EQ(Refused<Commitment>(quote("c1", "Société Éole")), "OK");
  EXPECT_EQ(Refused<Commitment>(quote("c2", "SOCIETE EOLE")),
            "ALREADY_EXISTS DUPLICATE_ENTRY commitment.reference");
  EXPECT_EQ(Refused<Commitment>(quote("c3", "Une autre")), "OK");
  cofi().Ask<Commitment>(project.Release("c1"));
  EXPECT_EQ(Refused<Commitment>(quote("c4", "Société Éole")), "OK");
}

TEST_P(Texts, ADecisionIsRecordedOnce) {
  const Project project(cofi(), "decision-once");
  for (const char* id : {"a", "b"}) project.Apply(id, "1000");
  auto award = project.Award("a", "1000", "2018-02-01");
  award.set_decision_reference("Délibération 2018-7");
  cofi().Ask<applications::v1::Application>(award);
  auto second = project.Award("b", "1000", "2018-02-01");
  second.set_decision_reference("DELIBERATION 2018-7");
  EXPECT_EQ(Refused<applications::v1::Application>(second),
            "ALREADY_EXISTS DUPLICATE_ENTRY decision_reference");
  second.set_decision_reference("Délibération 2018-8");
  EXPECT_EQ(Refused<applications::v1::Application>(second), "OK");
}

TEST_P(Texts, OfTwoWhoRecordTheSameOneIsRefused) {
  const Project project(cofi(), "two-at-once");
  constexpr int kClients = 6;
  std::vector<std::string> said(kClients);
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      said[i] = Refused<Expense>(
          project.Expense(absl::StrCat("e", i),
                          {.amount = "1", .reference = i % 2 == 0 ? "É 1" : "e\u0301\u00a01"}));
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(std::count(said.begin(), said.end(), "OK"), 1);
  EXPECT_EQ(std::count(said.begin(), said.end(),
                       "ALREADY_EXISTS DUPLICATE_INVOICE expense.invoice_reference"),
            kClients - 1);
}

}  // namespace
}  // namespace cofi::end_to_end
