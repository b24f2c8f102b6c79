#include "tests/faults/commands.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "tests/installations/contents.h"

namespace cofi::faults {
namespace {

// A verb, and its request in protobuf's text format. `$` stands for the project's
// identifier, `EUR(n)` for an amount, `ON(m d)` for a day of 2018, `SHA256` for that of kAttached.
struct Line {
  const char* verb;
  const char* request;
};

constexpr Line kScript[] = {
    // Organizations, funders and their calls.
    {"CreateOrganization",
     "organization_id: 'o-$' organization { display_name: 'Porteur' kind: KIND_ASSOCIATION }"},
    {"UpdateOrganization",
     "organization { name: 'organizations/o-$' territory: '35196' }"
     " update_mask { paths: 'territory' }"},
    {"CreateFunder", "funder_id: 'f-$' funder { display_name: 'Ville' }"},
    {"UpdateFunder",
     "funder { name: 'funders/f-$' note: 'guichet' } update_mask { paths: 'note' }"},
    {"CreateCall",
     "parent: 'funders/f-$' call_id: 'c'"
     " call { display_name: 'Appel' open_date { ON(1 1) } close_date { ON(12 31) } }"},
    {"UpdateCall",
     "call { name: 'funders/f-$/calls/c' programme: 'P' } update_mask { paths: 'programme' }"},

    // The project and what stands in it.
    {"CreateProject",
     "project_id: '$' project { display_name: 'P' lead: 'organizations/o-$'"
     " start_condition { secured_basis_points: 8000 } }"},
    {"UpdateProject",
     "project { name: 'projects/$' description: 'd' } update_mask { paths: 'description' }"},
    {"CreatePhase", "parent: 'projects/$' phase_id: 'x' phase { display_name: 'X' }"},
    {"UpdatePhase",
     "phase { name: 'projects/$/phases/x' description: 'd' } update_mask { paths: 'description' }"},
    {"CreatePartner",
     "parent: 'projects/$' partner_id: 'x'"
     " partner { organization: 'organizations/o-$' role: ROLE_SUPPORT }"},
    {"UpdatePartner",
     "partner { name: 'projects/$/partners/x' note: 'n' } update_mask { paths: 'note' }"},
    {"CreateProjectUpdate",
     "parent: 'projects/$' project_update_id: 'u'"
     " project_update { entry_date { ON(1 2) } display_name: 'U' }"},
    {"UpdateProjectUpdate",
     "project_update { name: 'projects/$/updates/u' text: 't' } update_mask { paths: 'text' }"},
    {"SeekProjectFunding", "name: 'projects/$' effective_date { ON(1 2) }"},

    // Two budgets: one that is adopted, one that is given up.
    {"CreateBudget", "parent: 'projects/$' budget_id: 'v1' budget {}"},
    {"UpdateBudget",
     "budget { name: 'projects/$/budgets/v1' display_name: 'v1' }"
     " update_mask { paths: 'display_name' }"},
    {"CreateLine",
     "parent: 'projects/$/budgets/v1' line_id: '62' line { side: SIDE_EXPENSE account: '62'"
     " display_name: 'Services' planned_amount { EUR(20000) } }"},
    {"UpdateLine",
     "line { name: 'projects/$/budgets/v1/lines/62' position: 3 }"
     " update_mask { paths: 'position' }"},
    {"CreateLine",
     "parent: 'projects/$/budgets/v1' line_id: '74' line { side: SIDE_INCOME account: '74'"
     " display_name: 'Ville' planned_amount { EUR(20000) } funder: 'funders/f-$' }"},
    {"CreateLine",
     "parent: 'projects/$/budgets/v1' line_id: '65' line { side: SIDE_EXPENSE account: '65'"
     " display_name: 'Divers' planned_amount { EUR(0) } }"},
    {"DeleteLine", "name: 'projects/$/budgets/v1/lines/65'"},
    {"BatchCreateLines",
     "parent: 'projects/$/budgets/v1'"
     " requests { line_id: '60' line { side: SIDE_EXPENSE account: '60' display_name: 'Achats'"
     " planned_amount { EUR(0) } } }"
     " requests { line_id: '61' line { side: SIDE_EXPENSE account: '61' display_name: 'Services'"
     " planned_amount { EUR(0) } } }"
     " requests { line_id: '864' line { side: SIDE_IN_KIND_USE account: '864' display_name: 'B'"
     " planned_amount { EUR(500) } } }"
     " requests { line_id: '87' line { side: SIDE_IN_KIND_SOURCE account: '87' display_name: 'B'"
     " planned_amount { EUR(500) } } }"},
    {"AdoptBudget", "name: 'projects/$/budgets/v1' effective_date { ON(1 1) }"},
    {"UndoBudget", "name: 'projects/$/budgets/v1' note: 'n'"},
    {"AdoptBudget", "name: 'projects/$/budgets/v1' effective_date { ON(1 2) }"},
    {"TransferBudget",
     "name: 'projects/$/budgets/v1' from_line: '62' to_line: '61' amount { EUR(1) }"
     " effective_date { ON(1 2) } note: 'n'"},
    {"TransferBudget",
     "name: 'projects/$/budgets/v1' from_line: '61' to_line: '62' amount { EUR(1) }"
     " effective_date { ON(1 2) } note: 'n'"},
    {"CreateBudget",
     "parent: 'projects/$' budget_id: 'v2' budget {} copy_from: 'projects/$/budgets/v1'"},
    {"DeleteBudget", "name: 'projects/$/budgets/v2' force: true"},

    // An application through its stages to its award, which makes a grant by itself.
    {"CreateApplication",
     "parent: 'projects/$' application_id: 'a' application { display_name: 'A'"
     " funder: 'funders/f-$' requested_amount { EUR(16000) } }"},
    {"UpdateApplication",
     "application { name: 'projects/$/applications/a' note: 'n' } update_mask { paths: 'note' }"},
    {"CreateStage",
     "parent: 'projects/$/applications/a' stage_id: 's1'"
     " stage { display_name: 'S' kind: STAGE_KIND_SHORTLISTING due_date { ON(3 1) } }"},
    {"UpdateStage",
     "stage { name: 'projects/$/applications/a/stages/s1' display_name: 'S1' }"
     " update_mask { paths: 'display_name' }"},
    {"CreateStage",
     "parent: 'projects/$/applications/a' stage_id: 's2'"
     " stage { display_name: 'S2' kind: STAGE_KIND_COMMITTEE }"},
    {"CreateStage",
     "parent: 'projects/$/applications/a' stage_id: 's3'"
     " stage { display_name: 'S3' kind: STAGE_KIND_HEARING }"},
    {"DeleteStage", "name: 'projects/$/applications/a/stages/s3'"},
    {"SubmitApplication", "name: 'projects/$/applications/a' effective_date { ON(1 10) }"},
    {"ExtendStage",
     "name: 'projects/$/applications/a/stages/s1' due_date { ON(4 1) }"
     " effective_date { ON(1 11) }"},
    {"UndoStage", "name: 'projects/$/applications/a/stages/s1' note: 'n'"},
    {"PassStage", "name: 'projects/$/applications/a/stages/s1' effective_date { ON(1 13) }"},
    {"SubmitStage", "name: 'projects/$/applications/a/stages/s2' effective_date { ON(1 13) }"},
    {"ReturnStage",
     "name: 'projects/$/applications/a/stages/s2' note: 'n' due_date { ON(4 1) }"
     " effective_date { ON(1 13) }"},
    {"SkipStage", "name: 'projects/$/applications/a/stages/s2' effective_date { ON(1 14) }"},
    {"RequestApplicationInformation",
     "name: 'projects/$/applications/a' note: 'n' effective_date { ON(1 15) }"},
    {"ProvideApplicationInformation",
     "name: 'projects/$/applications/a' note: 'n' effective_date { ON(1 16) }"},
    {"HoldApplication", "name: 'projects/$/applications/a' note: 'n' effective_date { ON(1 17) }"},
    {"ResumeApplication", "name: 'projects/$/applications/a' effective_date { ON(1 18) }"},
    {"AwardApplication",
     "name: 'projects/$/applications/a' awarded_amount { EUR(16000) }"
     " effective_date { ON(1 20) }"},
    {"SignApplicationAgreement",
     "name: 'projects/$/applications/a' reference: 'R' agreement_id: 'r'"
     " eligible_start_date { ON(1 20) } eligible_end_date { ON(12 31) }"
     " effective_date { ON(1 25) }"},
    {"UpdateAgreement",
     "agreement { name: 'projects/$/applications/a/agreements/r' note: 'n' }"
     " update_mask { paths: 'note' }"},
    {"AmendAgreement",
     "name: 'projects/$/applications/a/agreements/r' reference: 'A'"
     " eligible_end_date { ON(11 30) } effective_date { ON(1 26) }"},
    {"UndoAgreement", "name: 'projects/$/applications/a/agreements/r' note: 'n'"},
    {"CreateObligation",
     "parent: 'projects/$/applications/a' obligation_id: 'o1' obligation { display_name: 'O'"
     " kind: KIND_FINAL_REPORT due_date { ON(12 1) } }"},
    {"UpdateObligation",
     "obligation { name: 'projects/$/applications/a/obligations/o1' preparer: 'x' }"
     " update_mask { paths: 'preparer' }"},
    {"ExtendObligation",
     "name: 'projects/$/applications/a/obligations/o1' due_date { ON(12 15) }"
     " effective_date { ON(2 1) }"},
    {"CompleteObligation",
     "name: 'projects/$/applications/a/obligations/o1' effective_date { ON(2 2) }"},
    {"CreateObligation",
     "parent: 'projects/$/applications/a' obligation_id: 'o2' obligation { display_name: 'O'"
     " kind: KIND_PUBLICITY due_date { ON(12 1) } }"},
    {"WaiveObligation",
     "name: 'projects/$/applications/a/obligations/o2' effective_date { ON(2 2) }"},
    {"UndoObligation", "name: 'projects/$/applications/a/obligations/o2' note: 'n'"},
    {"CreateObligation",
     "parent: 'projects/$/applications/a' obligation_id: 'o3' obligation { display_name: 'O'"
     " kind: KIND_OTHER due_date { ON(12 1) } }"},
    {"DeleteObligation", "name: 'projects/$/applications/a/obligations/o3'"},

    // Others that end otherwise.
    {"CreateApplication",
     "parent: 'projects/$' application_id: 'b' application { display_name: 'B'"
     " funder: 'funders/f-$' requested_amount { EUR(100) } }"},
    {"SubmitApplication", "name: 'projects/$/applications/b' effective_date { ON(1 10) }"},
    {"RejectApplication", "name: 'projects/$/applications/b' effective_date { ON(1 11) }"},
    {"ReconsiderApplication", "name: 'projects/$/applications/b' effective_date { ON(1 12) }"},
    {"UndoApplication", "name: 'projects/$/applications/b' note: 'n'"},
    {"CreateApplication",
     "parent: 'projects/$' application_id: 'w' application { display_name: 'W'"
     " funder: 'funders/f-$' requested_amount { EUR(100) } }"},
    {"WithdrawApplication", "name: 'projects/$/applications/w' effective_date { ON(1 11) }"},
    {"ReopenApplication",
     "name: 'projects/$/applications/w' note: 'n' effective_date { ON(1 12) }"},
    {"CreateApplication",
     "parent: 'projects/$' application_id: 's' application { display_name: 'S'"
     " funder: 'funders/f-$' requested_amount { EUR(100) } }"},
    {"CreateStage",
     "parent: 'projects/$/applications/s' stage_id: 's1'"
     " stage { display_name: 'S' kind: STAGE_KIND_HEARING }"},
    {"SubmitApplication", "name: 'projects/$/applications/s' effective_date { ON(1 10) }"},
    {"FailStage", "name: 'projects/$/applications/s/stages/s1' effective_date { ON(1 11) }"},
    {"CreateApplication",
     "parent: 'projects/$' application_id: 'd' application { display_name: 'D'"
     " funder: 'funders/f-$' requested_amount { EUR(100) } }"},
    {"DeleteApplication", "name: 'projects/$/applications/d'"},

    // Money.
    {"CreateGrant",
     "parent: 'projects/$' grant_id: 'g' grant { display_name: 'G' funder: 'funders/f-$'"
     " awarded_amount { EUR(500) } award_date { ON(1 15) } }"},
    {"UpdateGrant",
     "grant { name: 'projects/$/grants/g' display_name: 'G2' }"
     " update_mask { paths: 'display_name' }"},
    {"CreateCommitment",
     "parent: 'projects/$' commitment_id: 'c' commitment { line: 'projects/$/lines/62'"
     " commitment_date { ON(2 1) } amount { EUR(300) } }"},
    {"CreateExpense",
     "parent: 'projects/$' expense_id: 'e' expense { line: 'projects/$/lines/62'"
     " supplier: 'S' invoice_reference: 'F1' invoice_date { ON(2 10) } amount { EUR(100) }"
     " commitment: 'projects/$/commitments/c'"
     " shares { grant: 'projects/$/grants/g' amount { EUR(40) } } }"},
    {"CreateClaim",
     "parent: 'projects/$/grants/g' claim_id: 'k' claim { display_name: 'K' kind: KIND_INTERIM }"},
    {"UpdateClaim",
     "claim { name: 'projects/$/grants/g/claims/k' reference: 'R' }"
     " update_mask { paths: 'reference' }"},
    {"PayExpense",
     "name: 'projects/$/expenses/e' payment_reference: 'V' effective_date { ON(2 20) }"},
    {"RefreshClaim", "name: 'projects/$/grants/g/claims/k'"},
    {"SubmitClaim", "name: 'projects/$/grants/g/claims/k' effective_date { ON(2 21) }"},
    {"RequestClaimChanges",
     "name: 'projects/$/grants/g/claims/k' note: 'n' effective_date { ON(2 22) }"},
    {"WithdrawClaim", "name: 'projects/$/grants/g/claims/k' effective_date { ON(2 23) }"},
    {"SubmitClaim", "name: 'projects/$/grants/g/claims/k' effective_date { ON(2 23) }"},
    {"AcceptClaim",
     "name: 'projects/$/grants/g/claims/k' accepted_amount { EUR(30) } note: 'n'"
     " effective_date { ON(2 24) }"},
    {"PayClaim",
     "name: 'projects/$/grants/g/claims/k' amount { EUR(30) } effective_date { ON(2 25) }"},
    {"CreateClaim",
     "parent: 'projects/$/grants/g' claim_id: 'l' claim { display_name: 'L' kind: KIND_ADVANCE"
     " requested_amount { EUR(20) } }"},
    {"SubmitClaim", "name: 'projects/$/grants/g/claims/l' effective_date { ON(2 21) }"},
    {"RejectClaim", "name: 'projects/$/grants/g/claims/l' note: 'n' effective_date { ON(2 24) }"},
    {"CreateClaim",
     "parent: 'projects/$/grants/g' claim_id: 'm' claim { display_name: 'M' kind: KIND_BALANCE }"},
    {"DeleteClaim", "name: 'projects/$/grants/g/claims/m'"},
    {"ShareExpense",
     "name: 'projects/$/expenses/e' note: 'n' effective_date { ON(2 20) }"
     " shares { grant: 'projects/$/grants/g' basis_points: 2000 }"},
    {"ReverseExpensePayment",
     "name: 'projects/$/expenses/e' payment_id: 1 note: 'n' effective_date { ON(2 21) }"},
    {"PayExpense",
     "name: 'projects/$/expenses/e' amount { EUR(30) } payment_reference: 'W'"
     " effective_date { ON(2 22) }"},
    {"ReverseExpense", "name: 'projects/$/expenses/e' note: 'n' effective_date { ON(2 25) }"},
    {"CreateExpense",
     "parent: 'projects/$' expense_id: 'i' expense { line: 'projects/$/lines/62' supplier: 'S'"
     " invoice_reference: 'F4' invoice_date { ON(2 12) } amount { EUR(30) } }"},
    {"CreditExpense",
     "name: 'projects/$/expenses/i' invoice_reference: 'A1' amount { EUR(10) }"
     " effective_date { ON(2 14) }"},
    {"CreateExpense",
     "parent: 'projects/$' expense_id: 'j' expense { line: 'projects/$/lines/62' supplier: 'S'"
     " invoice_reference: 'F5' invoice_date { ON(2 12) } amount { EUR(20) }"
     " payment_date { ON(2 13) } }"},
    {"CorrectExpense", "name: 'projects/$/expenses/j' amount { EUR(25) } note: 'n'"},
    {"RepeatExpense", "name: 'projects/$/expenses/i' months: 1"},
    {"ReleaseCommitment", "name: 'projects/$/commitments/c' effective_date { ON(3 1) }"},
    {"CreateReceipt",
     "parent: 'projects/$' receipt_id: 'r' receipt { grant: 'projects/$/grants/g'"
     " kind: KIND_ADVANCE receipt_date { ON(2 10) } amount { EUR(50) } }"},
    {"ReverseReceipt", "name: 'projects/$/receipts/r' note: 'n' effective_date { ON(2 11) }"},
    {"CreateContribution",
     "parent: 'projects/$' contribution_id: 'k' contribution { line: 'projects/$/lines/864'"
     " giver: 'B' contribution_date { ON(2 10) } hours_hundredths: 350 rate { EUR(18) } }"},
    {"ReverseContribution",
     "name: 'projects/$/contributions/k' note: 'n' effective_date { ON(2 11) }"},
    {"BatchCreateContributions",
     "parent: 'projects/$'"
     " requests { contribution_id: 'k1' contribution { line: 'projects/$/lines/864' giver: 'B'"
     " contribution_date { ON(2 12) } amount { EUR(10) } } }"
     " requests { contribution_id: 'k2' contribution { line: 'projects/$/lines/864' giver: 'B'"
     " contribution_date { ON(2 13) } amount { EUR(20) } } }"},
    {"BatchCreateExpenses",
     "parent: 'projects/$'"
     " requests { expense_id: 'e1' expense { line: 'projects/$/lines/62' supplier: 'S'"
     " invoice_reference: 'F2' invoice_date { ON(2 12) } amount { EUR(10) } } }"
     " requests { expense_id: 'e2' expense { line: 'projects/$/lines/62' supplier: 'S'"
     " invoice_reference: 'F3' invoice_date { ON(2 13) } amount { EUR(20) } } }"},
    {"BatchRepeatExpenses",
     "parent: 'projects/$' requests { name: 'projects/$/expenses/e1' months: 1 }"
     " requests { name: 'projects/$/expenses/e2' months: 1 }"},
    {"BatchCreateReceipts",
     "parent: 'projects/$'"
     " requests { receipt_id: 'r1' receipt { grant: 'projects/$/grants/g' kind: KIND_ADVANCE"
     " receipt_date { ON(2 12) } amount { EUR(10) } } }"
     " requests { receipt_id: 'r2' receipt { grant: 'projects/$/grants/g' kind: KIND_BALANCE"
     " receipt_date { ON(2 13) } amount { EUR(20) } } }"},
    {"CloseFiscalYear", "name: 'projects/$/fiscalYears/2017' effective_date { ON(2 14) }"},
    {"ReopenFiscalYear",
     "name: 'projects/$/fiscalYears/2017' note: 'n' effective_date { ON(2 15) }"},
    {"CreateGrant",
     "parent: 'projects/$' grant_id: 'h' grant { display_name: 'H' funder: 'funders/f-$'"
     " awarded_amount { EUR(1) } award_date { ON(1 15) } }"},
    {"DeleteGrant", "name: 'projects/$/grants/h'"},

    // Files. The content goes with the last that has it.
    {"CreateAttachment",
     "parent: 'projects/$' attachment_id: 'f' attachment { display_name: 'f.pdf' sha256: 'SHA256'"
     " expense: 'projects/$/expenses/e' }"},
    {"CreatePaper",
     "parent: 'organizations/o-$' paper_id: 'p' paper { display_name: 'p.pdf' sha256: 'SHA256'"
     " kind: KIND_STATUTES }"},
    {"UpdateAttachment",
     "attachment { name: 'projects/$/attachments/f' note: 'n' } update_mask { paths: 'note' }"},
    {"UpdatePaper",
     "paper { name: 'organizations/o-$/papers/p' note: 'n' } update_mask { paths: 'note' }"},
    {"DeleteAttachment", "name: 'projects/$/attachments/f'"},
    {"DeletePaper", "name: 'organizations/o-$/papers/p'"},

    // To its end. What is settled may not start a project any more.
    {"ReportFunding",
     "name: 'projects/$' funding { planned_expenses { EUR(20000) } adoption_date { ON(1 2) }"
     " awards { amount { EUR(16000) } award_date { ON(1 20) } } }"},
    {"StartProject", "name: 'projects/$' effective_date { ON(6 1) }"},
    {"UndoProject", "name: 'projects/$' note: 'n'"},
    {"StartProject", "name: 'projects/$' effective_date { ON(6 2) }"},
    {"CloseApplication",
     "name: 'projects/$/applications/a' settle: true effective_date { ON(6 2) }"},
    {"CloseProject", "name: 'projects/$' force: true effective_date { ON(6 3) }"},
    {"ReopenProject", "name: 'projects/$' note: 'n' effective_date { ON(6 4) }"},
    {"DeletePhase", "name: 'projects/$/phases/x'"},
    {"DeletePartner", "name: 'projects/$/partners/x'"},
    {"DeleteProjectUpdate", "name: 'projects/$/updates/u'"},
    {"CreateProject", "project_id: 'a-$' project { display_name: 'A' }"},
    {"AbandonProject", "name: 'projects/a-$' effective_date { ON(6 4) }"},
    {"CreateProject", "project_id: 'd-$' project { display_name: 'D' }"},
    {"DeleteProject", "name: 'projects/d-$'"},
    {"CreateFunder", "funder_id: 'd-$' funder { display_name: 'D' }"},
    {"CreateCall", "parent: 'funders/d-$' call_id: 'c' call { display_name: 'C' }"},
    {"DeleteCall", "name: 'funders/d-$/calls/c'"},
    {"DeleteFunder", "name: 'funders/d-$'"},
    {"CreateOrganization",
     "organization_id: 'd-$' organization { display_name: 'D' kind: KIND_OTHER }"},
    {"DeleteOrganization", "name: 'organizations/d-$'"},
};

// `EUR(20000)` and `ON(1 2)` in protobuf's words.
std::string Expanded(std::string text, const std::string& id) {
  text = absl::StrReplaceAll(text,
                             {{"$", id}, {"SHA256", end_to_end::Sha256Of(std::string(kAttached))}});
  for (size_t at; (at = text.find("EUR(")) != text.npos;) {
    const size_t close = text.find(')', at);
    text.replace(at, close + 1 - at,
                 absl::StrCat("currency_code: 'EUR' units: ", text.substr(at + 4, close - at - 4)));
  }
  for (size_t at; (at = text.find("ON(")) != text.npos;) {
    const size_t close = text.find(')', at), gap = text.find(' ', at);
    text.replace(at, close + 1 - at,
                 absl::StrCat("year: 2018 month: ", text.substr(at + 3, gap - at - 3),
                              " day: ", text.substr(gap + 1, close - gap - 1)));
  }
  return text;
}

const google::protobuf::MethodDescriptor* MethodNamed(const std::string& verb) {
  for (const auto* service : clients::AllServices()) {
    if (const auto* method = service->FindMethodByName(verb)) return method;
  }
  COFI_CHECK(false, verb);
  return nullptr;
}

// By their short names.
std::vector<std::string> AllWritingMethods() {
  std::vector<std::string> methods;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (clients::MethodFacts::Of(method).once) methods.push_back(method->name());
    }
  }
  return methods;
}

}  // namespace

std::vector<Command> AllCommands(const std::string& id) {
  std::vector<Command> commands;
  for (const Line& line : kScript) {
    const auto* method = MethodNamed(line.verb);
    Command& command = commands.emplace_back();
    command.verb = line.verb;
    command.service = clients::OwnerOf(method->input_type());
    command.request = NewMessage(method->input_type());
    command.response = NewMessage(method->output_type());
    const std::string text = Expanded(line.request, id);
    COFI_CHECK(google::protobuf::TextFormat::ParseFromString(text, command.request.get()),
               absl::StrCat(line.verb, ": ", text));
    SetStringField(command.request.get(), "request_id", NewRequestId());
  }
  for (const std::string& method : AllWritingMethods()) {
    COFI_CHECK(std::any_of(commands.begin(), commands.end(),
                           [&](const Command& each) { return each.verb == method; }),
               absl::StrCat(method, " is not in the script of all commands"));
  }
  return commands;
}

}  // namespace cofi::faults
