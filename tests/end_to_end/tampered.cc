#include "tests/end_to_end/tampered.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "db/chain.h"
#include "db/schema.h"
#include "services/cofid/catalog.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

absl::Status Verify(db::Transaction& tx, const db::Invariants& invariants, Heads heads) {
  db::Verification verification(&invariants, std::move(heads), /*heads_only=*/false);
  while (!verification.done()) COFI_RETURN_IF_ERROR(verification.Page(tx));
  EXPECT_GT(verification.entries(), 0);
  return absl::OkStatus();
}

}  // namespace

Database::Database() : cofi_(Shape::kOneProcess) {
  EXPECT_EQ(ApplyCase(cofi_).code, 0);
  const Project project(cofi_, "p");
  project.Apply("aide", "5000");
  cofi_.Ask<applications::v1::Application>(project.Award("aide", "5000", "2018-02-01"));
  project.Win("ville", {.amount = "5000"});
  project.Commit("part", {.amount = "300"});
  project.Commit("full", {.amount = "100"});
  project.Commit("undone", {.amount = "100"});
  project.Spend("a", {.amount = "120", .commitment = "part", .shares = {{"ville", "60"}}});
  project.Spend("b", {.amount = "100", .paid = "2018-03-01", .commitment = "full"});
  project.Spend("c", {.amount = "40", .paid = "2018-03-09", .shares = {{"ville", "40"}}});
  project.Spend("d", {.amount = "100", .commitment = "undone"});
  project.Spend("e", {.amount = "30", .line = "60"});
  // On two lines, undone and not.
  project.Commit("apart", {.amount = "50", .line = "60"});
  for (const char* id : {"f", "g"}) {
    cofi_.Ask<budgets::v1::Expense>(
        project.SplitExpense(id, {.amount = "40", .paid = "2018-03-05"},
                             {{.line = "60", .amount = "15", .commitment = "apart"},
                              {.line = "62", .amount = "", .shares = {{"ville", "20"}}}}));
  }
  cofi_.Ask<budgets::v1::Expense>(project.Reversal("f"));
  // Credited, and given to another grant.
  project.Spend("i", {.amount = "60", .date = "2018-03-06", .shares = {{"ville", "20"}}});
  budgets::v1::CreditExpenseRequest credit;
  credit.set_name(project.Name("expenses", "i"));
  credit.set_invoice_reference("A-1");
  *credit.mutable_amount() = Eur("10");
  credit.set_request_id(NewRequestId());
  cofi_.Ask<budgets::v1::Expense>(credit);
  project.Spend("j", {.amount = "60", .paid = "2018-03-07", .shares = {{"ville", "20"}}});
  budgets::v1::ShareExpenseRequest share;
  share.set_name(project.Name("expenses", "j"));
  share.set_note("wrong grant");
  share.set_request_id(NewRequestId());
  cofi_.Ask<budgets::v1::Expense>(share);
  // Paid in parts, of which one came back.
  project.Spend("h", {.amount = "90", .shares = {{"ville", "30"}}});
  for (const char* part : {"50", "25"}) {
    budgets::v1::PayExpenseRequest pay = project.Payment("h", "2018-03-12");
    *pay.mutable_amount() = Eur(part);
    cofi_.Ask<budgets::v1::Expense>(pay);
  }
  budgets::v1::ReverseExpensePaymentRequest back;
  back.set_name(project.Name("expenses", "h"));
  back.set_note("rejected");
  back.set_request_id(NewRequestId());
  cofi_.Ask<budgets::v1::Expense>(back);
  cofi_.Ask<budgets::v1::Expense>(project.Payment("a", "2018-03-20"));
  cofi_.Ask<budgets::v1::Expense>(project.Reversal("c"));
  cofi_.Ask<budgets::v1::Expense>(project.Reversal("d"));
  cofi_.Ask<budgets::v1::Commitment>(project.Release("part"));
  // Of a commitment that was released meanwhile.
  cofi_.Ask<budgets::v1::Expense>(project.Reversal("a"));
  cofi_.Ask<budgets::v1::Receipt>(project.Receipt("r", "ville", "500"));
  cofi_.Ask<budgets::v1::Receipt>(project.Receipt("s", "ville", "50"));
  cofi_.Ask<budgets::v1::Receipt>(project.ReceiptReversal("s"));
  cofi_.Ask<budgets::v1::Grant>(project.Grant("gone", {.amount = "1"}));
  budgets::v1::DeleteGrantRequest remove;
  remove.set_name(project.Name("grants", "gone"));
  cofi_.Ask<google::protobuf::Empty>(remove);
  project.Spend("k", {.amount = "80", .paid = "2018-03-02", .shares = {{"ville", "50"}}});
  // A claim of it that the funder accepted for less, and paid in part.
  const std::string claim = "name: 'projects/p/grants/ville/claims/asked' ";
  const auto once = [] { return absl::StrCat(" request_id: '", NewRequestId(), "'"); };
  Must(cofi_, "CreateClaim",
       "parent: 'projects/p/grants/ville' claim_id: 'asked'"
       " claim { display_name: 'K' kind: KIND_INTERIM }");
  Must(cofi_, "SubmitClaim",
       absl::StrCat(claim, "effective_date { year: 2018 month: 4 day: 1 }", once()));
  Must(cofi_, "AcceptClaim",
       absl::StrCat(claim, "accepted_amount { currency_code: 'EUR' units: 45 } note: 'n'", once()));
  Must(cofi_, "PayClaim", absl::StrCat(claim, "amount { currency_code: 'EUR' units: 20 }", once()));
  AttachToCase(cofi_);
  // Of three pieces, and of one, which several have.
  for (const size_t size : {size_t{5} << 19, size_t{1'000}}) {
    const std::string sha256 = MustUpload(cofi_, BytesOf(size, 1)).sha256();
    for (int i = 0; i < 3; ++i) {
      Must(cofi_, "CreateAttachment",
           absl::StrCat("parent: 'projects/p' attachment_id: 'f", size, "-", i, "' attachment {",
                        " display_name: 'f.pdf' sha256: '", sha256,
                        "' expense: 'projects/p/expenses/e' }"));
    }
    EXPECT_TRUE(Delete(cofi_, absl::StrCat("projects/p/attachments/f", size, "-2")).ok());
  }
  EXPECT_TRUE(cofi_.books().AwaitRelays());
  cofi_.Stop("budgets");
  for (const cofid::Entry& entry : cofid::Catalog()) {
    if (entry.migrations == nullptr) continue;
    Opened& opened = opened_[entry.name];
    auto store = db::Store::Open({.database = cofi_.database(),
                                  .folder = cofi_.folder().path() + "/all",
                                  .service = entry.name},
                                 entry.migrations());
    EXPECT_THAT(store, IsOk());
    opened.store = *std::move(store);
    opened.peers = std::make_unique<rpc::Peers>(entry.peers);
    opened.host = entry.make(opened.store.get(), opened.peers.get());
  }
}

absl::Status Database::TakenBack(const std::string& service, const std::string& root,
                                 const Change& function) {
  absl::Status result;
  EXPECT_TRUE(absl::IsCancelled(opened_.at(service).store->WriteAndWait(
      {.root = root}, [&](db::Transaction& tx) -> absl::Status {
        // It may run twice.
        result = function(tx);
        return absl::CancelledError("taken back");
      })));
  return result;
}

absl::Status Database::After(const std::string& service, const Change& change, Heads heads,
                             const std::string& root) {
  return TakenBack(service, root, [&](db::Transaction& tx) -> absl::Status {
    const absl::Status changed = change(tx);
    EXPECT_THAT(changed, IsOk());
    COFI_RETURN_IF_ERROR(changed);
    return Verify(tx, opened_.at(service).host->invariants(), heads);
  });
}

absl::Status Database::Upon(const Change& change, const std::string& service,
                            const std::string& table, const std::string& name, Honest honest) {
  const rpc::Host& host = *opened_.at(service).host;
  const auto of = std::find_if(host.resources().begin(), host.resources().end(),
                               [&](const auto& each) { return each->table->name() == table; });
  const db::TableBase& resources = *(*of)->table;
  return TakenBack(service, std::string(RootOf(name)), [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(change(tx));
    const std::unique_ptr<google::protobuf::Message> resource = resources.New();
    COFI_RETURN_IF_ERROR(resources.Get(tx, name, resource.get()));
    if (honest == Honest::kDelete) {
      COFI_RETURN_IF_ERROR(resources.Delete(tx, *resource));
    } else {
      for (const db::Column& column : resources.columns()) {
        if (!column.is_free_text() || absl::StrContains(column.path(), ".")) continue;
        SetStringField(resource.get(), column.path(), "changed");
      }
      COFI_RETURN_IF_ERROR(resources.Update(tx, resource.get()));
    }
    return Verify(tx, host.invariants(), {});
  });
}

absl::Status Database::After(const std::string& service, const std::string& sql, Heads heads) {
  return After(
      service, [&](db::Transaction& tx) { return tx.Run(sql); }, std::move(heads));
}

std::vector<std::string> Database::Column(const std::string& service, const std::string& sql) {
  std::vector<std::string> values;
  EXPECT_THAT(opened_.at(service).store->ReadAndWait({},
                                                     [&](db::Transaction& tx) {
                                                       return tx.Run(
                                                           sql, {}, [&](const db::Row& row) {
                                                             values.emplace_back(row.Text(0));
                                                             return absl::OkStatus();
                                                           });
                                                     }),
              IsOk());
  return values;
}

std::vector<std::string> Database::Columns(const std::string& service, const std::string& table) {
  std::vector<std::string> columns;
  const auto stored = db::ColumnsOf(*cofi_.books().Open(service), table).value();
  for (const auto& column : stored) {
    // Where an entry stands in the feed is not part of what the chain proves; nor since when
    // somebody could use a content.
    const bool proved =
        column.name != "rowid" && !(table == "content" && column.name == "create_time");
    if (proved) columns.push_back(column.name);
  }
  return columns;
}

std::vector<std::string> Database::Rows(const std::string& service, const std::string& table) {
  const auto connection = cofi_.books().Open(service);
  std::string key;
  const std::vector<std::string> columns = db::KeyOf(*connection, table).value();
  for (const std::string& column : columns) {
    absl::StrAppend(&key, key.empty() ? "" : " || ' AND ' || ", "'\"", column, "\" = ' || ",
                    db::Literal(*connection, column));
  }
  return db::ValuesOf(*connection, absl::StrCat("SELECT ", key, " FROM ", table, " ORDER BY 1"))
      .value();
}

std::vector<std::string> Database::Tables(const std::string& service) {
  std::vector<std::string> tables = db::TablesOf(*cofi_.books().Open(service)).value();
  for (const char* other : {"request", "follower", "told", "known", "migration", "key_basis",
                            "feed", "instance", "retired", "reinstated"}) {
    std::erase(tables, other);
  }
  return tables;
}

bool Database::IsOfResources(const std::string& service, const std::string& table) {
  const auto columns = db::ColumnsOf(*cofi_.books().Open(service), table).value();
  return std::any_of(columns.begin(), columns.end(),
                     [](const db::StoredColumn& column) { return column.name == "uid"; });
}

std::string Database::Flipped(const std::string& service, const std::string& table,
                              const std::string& column) {
  const std::string quoted = absl::StrCat("\"", column, "\"");
  if (!OnPostgres()) {
    return absl::StrCat("CASE typeof(", quoted, ") WHEN 'integer' THEN ", quoted,
                        " + 1 WHEN 'text' THEN ", quoted, " || 'x' WHEN 'blob' THEN CAST(", quoted,
                        " || x'08' AS BLOB) ELSE 1 END");
  }
  std::string type;
  const auto stored = db::ColumnsOf(*cofi_.books().Open(service), table).value();
  for (const auto& each : stored) {
    if (each.name == column) type = each.type;
  }
  if (type == "text") return absl::StrCat("COALESCE(", quoted, ", '') || 'x'");
  if (type == "bytea") return absl::StrCat("COALESCE(", quoted, ", '') || '\\x08'");
  return absl::StrCat("COALESCE(", quoted, ", 0) + 1");
}

Heads Database::HeadsOf(const std::string& service) {
  Heads heads;
  EXPECT_THAT(opened_.at(service).store->ReadAndWait({},
                                                     [&](db::Transaction& tx) -> absl::Status {
                                                       COFI_ASSIGN_OR_RETURN(
                                                           heads, db::ReadHeads(tx, "", 1'000));
                                                       return absl::OkStatus();
                                                     }),
              IsOk());
  return heads;
}

std::string ValueOf(const absl::Status& finding, const std::string& key) {
  const auto violations = ViolationsOf(finding);
  if (violations.empty()) return "";
  const auto found = violations[0].metadata().find(key);
  return found == violations[0].metadata().end() ? "" : found->second;
}

// Works every hash of the chains out anew, as someone would who knows the scheme.
absl::Status Rebuild(db::Transaction& tx) {
  struct Entry {
    std::vector<std::string> texts;
    int64_t sequence, commit_time;
    bool has_state;
  };
  std::vector<Entry> entries;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT root, effective_date, principal, request_id, verb, name, type, state, sequence,"
      " commit_time FROM journal ORDER BY root, sequence",
      {}, [&](const db::Row& row) {
        Entry& entry = entries.emplace_back();
        for (int i = 0; i < 8; ++i) entry.texts.emplace_back(row.Text(i));
        entry.has_state = !row.IsNull(7);
        entry.sequence = row.Int(8);
        entry.commit_time = row.Int(9);
        return absl::OkStatus();
      }));
  std::string hash;
  for (const Entry& entry : entries) {
    if (entry.sequence == 1) hash = db::FirstPreviousHash();
    const auto& texts = entry.texts;
    const std::string next = db::HashOf(hash, {.root = texts[0],
                                               .sequence = entry.sequence,
                                               .commit_time_micros = entry.commit_time,
                                               .effective_date = texts[1],
                                               .principal = texts[2],
                                               .request_id = texts[3],
                                               .verb = texts[4],
                                               .name = texts[5],
                                               .type = texts[6],
                                               .has_state = entry.has_state,
                                               .state = texts[7]});
    COFI_RETURN_IF_ERROR(
        tx.Run("UPDATE journal SET previous_hash = $1, hash = $2 WHERE root = $3 AND sequence = $4",
               {db::Blob{hash}, db::Blob{next}, absl::string_view(texts[0]), entry.sequence}));
    hash = next;
  }
  return absl::OkStatus();
}

}  // namespace cofi::end_to_end
