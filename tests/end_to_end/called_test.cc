// What comes without an identifier is called after what it is, so that people can type it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/projects/v1/projects.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class Called : public EndToEnd {
 protected:
  Called() : id_(absl::StrCat("called-", NewUuid().substr(0, 8))), project_(cofi(), id_) {}

  projects::v1::CreateProjectRequest Asked(const std::string& title) const {
    projects::v1::CreateProjectRequest request;
    request.mutable_project()->set_display_name(title);
    request.set_request_id(NewRequestId());
    return request;
  }

  // The identifier of an invoice that is recorded without one.
  std::string Invoiced(const std::string& supplier, const std::string& reference,
                       const std::string& commitment = "") {
    auto request = project_.Expense("", {.amount = "10"});
    request.clear_expense_id();
    request.mutable_expense()->set_supplier(supplier);
    request.mutable_expense()->set_invoice_reference(reference);
    if (!commitment.empty()) {
      request.mutable_expense()->clear_line();
      request.mutable_expense()->clear_supplier();
      request.mutable_expense()->set_commitment(project_.Name("commitments", commitment));
    }
    return std::string(IdOf(cofi().Ask<budgets::v1::Expense>(request).name()));
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_BOTH_SHAPES(Called);

TEST_P(Called, AnInvoiceAfterItsSupplierAndNumber) {
  EXPECT_EQ(Invoiced("SNCF", "T12"), "sncf-t12");
  EXPECT_EQ(Invoiced("Éts Le Bihan & fils", "N° 2018/042"), "ets-le-bihan-fils-no-2018-042");
  // No more than a line holds, in whole words.
  const std::string id = Invoiced("Société coopérative et participative du bassin rennais", "1");
  EXPECT_EQ(id, "societe-cooperative-et-participative-du");
  EXPECT_EQ(Invoiced("Société coopérative et participative du bassin rennais", "2"), id + "-2");
}

TEST_P(Called, AReversalAfterWhatItUndoes) {
  const std::string id = Invoiced("SNCF", "R1");
  const auto reversal = cofi().Ask<budgets::v1::Expense>(project_.Reversal(id));
  EXPECT_EQ(IdOf(reversal.name()), "sncf-r1-x");
  // Also where somebody has called another so.
  project_.Spend("own", {.amount = "10", .reference = "own"});
  project_.Spend("own-x", {.amount = "10", .reference = "own-x"});
  EXPECT_EQ(IdOf(cofi().Ask<budgets::v1::Expense>(project_.Reversal("own")).name()), "own-x2");
  // Of the longest identifier there is.
  const std::string longest(63, 'a');
  project_.Spend(longest, {.amount = "10", .reference = longest});
  EXPECT_EQ(IdOf(cofi().Ask<budgets::v1::Expense>(project_.Reversal(longest)).name()),
            std::string(61, 'a') + "-x");
}

TEST_P(Called, WhatAnOrderKnowsNeedNotBeSaidAgain) {
  auto order = project_.Commitment("", {.amount = "100"});
  order.clear_commitment_id();
  order.mutable_commitment()->set_supplier("Cabinet Ormeau");
  order.mutable_commitment()->set_reference("D-31");
  const auto made = cofi().Ask<budgets::v1::Commitment>(order);
  EXPECT_EQ(IdOf(made.name()), "cabinet-ormeau-d-31");
  EXPECT_EQ(Invoiced("", "F-1", "cabinet-ormeau-d-31"), "cabinet-ormeau-f-1");
}

TEST_P(Called, AllElseAfterItsTitleAccountOrDate) {
  const std::string call = id_ + "/";
  const auto made = [&](Words words) {
    const Outcome outcome = RunCofi(cofi().address(), [&] {
      words.insert(words.end(), {"-o", "csv"});
      return words;
    }());
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    const size_t name = outcome.out.find("\r\n") + 2;
    return std::string(IdOf(outcome.out.substr(name, outcome.out.find(',', name) - name)));
  };
  EXPECT_EQ(made({"budget", "create", id_}), "v2") << "v1 is there";
  const std::string v2 = id_ + "/v2";
  const Words line = {"line",   "create",           v2,   "--display-name", "Achats", "--side",
                      "charge", "--planned-amount", "10", "--account",      "60"};
  EXPECT_EQ(made(line), "60");
  EXPECT_EQ(made(line), "60-2");
  // What was deleted is remembered under its name: it is no other's.
  EXPECT_EQ(RunCofi(cofi().address(), {"line", "delete", v2 + "/60"}).code, 0);
  EXPECT_EQ(made(line), "60-3");
  EXPECT_EQ(made({"phase", "create", id_, "--display-name", "Diagnostic partagé"}),
            "diagnostic-partage");
  EXPECT_EQ(
      made({"log", "create", id_, "--display-name", "Réunion", "--entry-date", "1er juillet 2025"}),
      "2025-07-01");
  EXPECT_EQ(made({"application", "create", id_, "--display-name", "Aide au démarrage", "--funder",
                  "ville"}),
            "aide-au-demarrage");
  EXPECT_EQ(made({"obligation", "create", id_ + "/aide-au-demarrage", "--display-name",
                  "Bilan d'étape", "--kind", "autre", "--due-date", "30.06.2026"}),
            "bilan-d-etape");
  // What has no letter to go by has an identifier all the same.
  EXPECT_EQ(made({"phase", "create", id_, "--display-name", "研究"}).size(), 20U);
}

TEST_P(Called, AProjectOnceAndAlwaysTheSame) {
  const std::string title = absl::StrCat("Tiers-lieu ", id_);
  const std::string id = absl::StrCat("projects/tiers-lieu-", id_);
  const auto first = Asked(title), second = Asked(title), third = Asked(title);
  EXPECT_EQ(cofi().Ask<projects::v1::Project>(first).name(), id);
  EXPECT_EQ(cofi().Ask<projects::v1::Project>(second).name(), id + "-2");
  projects::v1::DeleteProjectRequest gone;
  gone.set_name(id);
  gone.set_request_id(NewRequestId());
  cofi().Ask<google::protobuf::Empty>(gone);
  EXPECT_EQ(cofi().Ask<projects::v1::Project>(third).name(), id + "-3") << "a root is never reused";
  // Asked again, each has its first answer.
  projects::v1::Project again;
  for (const auto& [request, name] :
       {std::pair(&first, id), std::pair(&second, id + "-2"), std::pair(&third, id + "-3")}) {
    bool replayed = false;
    EXPECT_TRUE(cofi().Call(*request, &again, Language::kEnglish, &replayed).ok());
    EXPECT_TRUE(replayed);
    EXPECT_EQ(again.name(), name);
  }
}

TEST_P(Called, TwoAtOnceDifferently) {
  const std::string title = absl::StrCat("Ensemble ", id_);
  std::vector<std::string> names(6);
  std::vector<std::thread> clients;
  clients.reserve(names.size());
  for (std::string& name : names) {
    clients.emplace_back([&] { name = cofi().Ask<projects::v1::Project>(Asked(title)).name(); });
  }
  for (std::thread& client : clients) client.join();
  const std::string id = absl::StrCat("projects/ensemble-", id_);
  EXPECT_THAT(names,
              UnorderedElementsAre(id, id + "-2", id + "-3", id + "-4", id + "-5", id + "-6"));
}

TEST_P(Called, AFunderWithItsOrganizationInOneCommand) {
  const Outcome refused = RunCofi(cofi().address(),
                                  {"funder", "create", "--display-name", "X " + id_,
                                   "--organization.kind", "autre", "--organization.siret", "12"},
                                  "fr");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("! SIRET_INVALID --organization.siret (SIRET) « 12 »"));
  EXPECT_EQ(RunCofi(cofi().address(), {"funder", "get", "x-" + id_}).code, 5);
  const Outcome made =
      RunCofi(cofi().address(),
              {"funder", "create", "--display-name", "CAF " + id_, "--organization.kind", "autre",
               "--organization.siret", "732 829 320 00074"},
              "fr");
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("Créé d'abord : l'organisme caf-" + id_));
  EXPECT_THAT(RunCofi(cofi().address(), {"organization", "get", "caf-" + id_}).out,
              HasSubstr("73282932000074"));
  EXPECT_THAT(RunCofi(cofi().address(), {"funder", "get", "caf-" + id_, "-o", "json"}).out,
              HasSubstr("\"organization\": \"organizations/caf-" + id_));
}

}  // namespace
}  // namespace cofi::end_to_end
