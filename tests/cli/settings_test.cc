#include "clients/cli/typed/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "absl/strings/str_format.h"
#include "clients/cli/sent/session.h"
#include "tests/folder.h"
#include "tests/reasons.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    std::filesystem::create_directory(folder_.path() + "/cofi");
    folder_.Write("cofi/profiles.yaml",
                  "prod: {server: 'unix:/prod.sock', lang: fr, timeout: 1m}\n");
    variables_["XDG_CONFIG_HOME"] = folder_.path();
    environment_.variable = [this](const std::string& name) { return variables_[name]; };
    environment_.user = "marie";
  }

  absl::StatusOr<Settings> Read(const std::vector<std::string>& args,
                                Waits waits = Waits::kForAnAnswer) {
    const auto arguments = ReadArguments({}, args, Language::kEnglish);
    if (!arguments.ok()) return arguments.status();
    return ReadSettings(*arguments, environment_, LanguageOf(args, environment_), waits);
  }

  const Folder folder_;
  std::map<std::string, std::string> variables_;
  Environment environment_;
};

TEST_F(SettingsTest, TheServerIsFoundInOrder) {
  variables_["COFI_PROFILE"] = "prod";
  EXPECT_EQ(Read({})->server, "unix:/prod.sock");
  variables_["COFI_SERVER"] = "127.0.0.1:1";
  EXPECT_EQ(Read({})->server, "127.0.0.1:1");
  EXPECT_EQ(Read({"--server", "unix:/a"})->server, "unix:/a");
}

TEST_F(SettingsTest, TheLanguageIsFoundInOrder) {
  EXPECT_EQ(Read({})->language, Language::kEnglish);
  variables_["LANG"] = "fr_FR.UTF-8";
  EXPECT_EQ(Read({})->language, Language::kFrench);
  variables_["LC_ALL"] = "C";
  EXPECT_EQ(Read({})->language, Language::kEnglish);
  EXPECT_EQ(Read({"--profile", "prod"})->language, Language::kFrench);
  variables_["COFI_LANG"] = "en";
  EXPECT_EQ(Read({"--profile", "prod"})->language, Language::kEnglish);
  EXPECT_EQ(Read({"--lang=fr"})->language, Language::kFrench);
}

TEST_F(SettingsTest, AnUnknownProfileIsAMistake) {
  EXPECT_THAT(Read({"--profile", "test"}).status().message(), HasSubstr("profiles.yaml"));
}

TEST_F(SettingsTest, ABrokenProfileFileIsAMistakeWithItsPlace) {
  folder_.Write("cofi/profiles.yaml", "prod: {server: [\n");
  EXPECT_THAT(Read({"--profile", "prod"}).status().message(), HasSubstr("profiles.yaml:"));
}

// What is misspelled would have the command go to another server than was meant.
TEST_F(SettingsTest, AProfileIsReadWholeOrNotAtAll) {
  const std::string file = folder_.path() + "/cofi/profiles.yaml";
  const auto mistake = [&](const std::string& text, const std::string& profile = "prod") {
    folder_.Write("cofi/profiles.yaml", text);
    return Describe(Read(profile.empty() ? Words() : Words{"--profile", profile}).status(),
                    Language::kEnglish);
  };
  EXPECT_EQ(mistake("prod: {srever: 'unix:/a'}\n"),
            file +
                ":1:8: \"srever\" is not a key of a profile; there are: server, lang, timeout;"
                " did you mean server?");
  EXPECT_EQ(mistake("prod: {server: ['unix:/a']}\n"), file + ":1:8: server takes one value");
  EXPECT_EQ(mistake("prod: {server: }\n"), file + ":1:8: server takes one value");
  EXPECT_EQ(mistake("prod: {lang: fr, lang: en}\n"), file + ":1:18: lang was given twice");
  EXPECT_EQ(mistake("prod: {lang: de}\n"), file + ": lang is \"de\"; accepted: en, fr");
  EXPECT_EQ(mistake("prod: {timeout: soon}\n"),
            file + ": timeout is \"soon\"; accepted: 500ms, 10s, 1m … 10m");
  EXPECT_EQ(mistake("prod: {server: localhost}\n"),
            file +
                ": server is \"localhost\"; accepted: unix:PATH of at most 107 bytes, HOST:PORT,"
                " dns:///HOST:PORT");
  const std::string expected = "expected profiles, each NAME: {server: …, lang: …, timeout: …}";
  EXPECT_EQ(mistake("- prod\n"), file + ":1:1: " + expected);
  EXPECT_EQ(mistake("prod: unix:/a\n"), file + ":1:1: " + expected);
  EXPECT_EQ(mistake("prod: {}\n---\nprod: {}\n"), file + ":3:1: prod was given twice");
  // The one that nobody asked for, too.
  EXPECT_EQ(mistake("default: {lang: de}\n", ""), file + ": lang is \"de\"; accepted: en, fr");
  EXPECT_EQ(mistake("other: {lang: de}\n", ""), "");
  EXPECT_EQ(mistake("", ""), "");
  // Two files in one are one.
  EXPECT_EQ(mistake("other: {}\n---\nprod: {server: 'unix:/a'}\n"), "");
}

TEST_F(SettingsTest, AProfileFileThatIsNoneIsAMistake) {
  const std::string file = folder_.path() + "/cofi/profiles.yaml";
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  EXPECT_EQ(Read({}).status().message(), file + " cannot be read: it is a folder");
  std::filesystem::remove(file);
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(Read({}).status().message(), file + " cannot be read: it is no file");
  std::filesystem::remove(file);
  std::filesystem::create_symlink("nowhere", file);
  EXPECT_EQ(Read({}).status().message(), file + " cannot be read: No such file or directory");
}

TEST_F(SettingsTest, AnAddressThatIsNoneIsAMistake) {
  for (const char* address : {"http://x", "a=b,c", "projects=", "localhost", "ipv4:1.2.3.4"}) {
    EXPECT_THAT(Read({"--server", address}),
                IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", "--server"));
    variables_["COFI_SERVER"] = address;
    EXPECT_THAT(Read({}), IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", "COFI_SERVER"));
    variables_.clear();
  }
}

// As of a variable that is not set.
TEST_F(SettingsTest, AnEmptyValueIsAMistake) {
  for (const char* flag : {"--server", "--profile", "--timeout", "--lang", "--format", "--color"}) {
    EXPECT_EQ(Read({flag, ""}).status().message(), std::string(flag) + " needs a value");
  }
}

TEST_F(SettingsTest, ValuesOutsideTheChoiceAreMistakes) {
  EXPECT_EQ(Read({"-o", "yml"}).status().message(),
            "--format is \"yml\"; accepted: table, json, csv, xlsx, html, pdf, ics, yaml");
  EXPECT_EQ(Read({"-o", "status.docx"}).status().message(),
            "--format is \"status.docx\"; accepted: .txt, .json, .csv, .xlsx, .html, .pdf, .ics");
  EXPECT_FALSE(Read({"--lang", "de"}).ok());
  EXPECT_FALSE(Read({"--color", "pink"}).ok());
  EXPECT_FALSE(Read({"--timeout", "0s"}).ok());
  EXPECT_FALSE(Read({"--timeout", "soon"}).ok());
  EXPECT_EQ(Read({"--timeout", "30s"})->timeout, absl::Seconds(30));
}

// A socket is there, and cannot be opened as a file, not even by root.
TEST_F(SettingsTest, AProfileFileThatCannotBeReadIsAMistake) {
  const std::string file = folder_.path() + "/cofi/profiles.yaml";
  std::filesystem::remove(file);
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  absl::SNPrintF(address.sun_path, sizeof address.sun_path, "%s", file);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(socket);
  EXPECT_EQ(Read({"--profile", "prod"}).status().message(),
            file + " cannot be read: it is no file");
}

TEST_F(SettingsTest, WhatStreamsMayTakeADay) {
  EXPECT_FALSE(Read({"--timeout", "30m"}).ok());
  EXPECT_EQ(Read({"--timeout", "30m"}, Waits::kForAStream)->timeout, absl::Minutes(30));
  EXPECT_EQ(Read({}, Waits::kForAStream)->timeout, absl::Hours(24));
  EXPECT_FALSE(Read({"--timeout", "25h"}, Waits::kForAStream).ok());
  // A profile speaks of answers.
  EXPECT_EQ(Read({"--profile", "prod"})->timeout, absl::Minutes(1));
  EXPECT_EQ(Read({"--profile", "prod"}, Waits::kForAStream)->timeout, absl::Hours(24));
}

TEST_F(SettingsTest, BoldIsForTerminals) {
  EXPECT_FALSE(Read({})->styled);
  EXPECT_TRUE(Read({"--color", "always"})->styled);
  environment_.terminal = true;
  EXPECT_TRUE(Read({})->styled);
  EXPECT_FALSE(Read({"--color", "never"})->styled);
  variables_["NO_COLOR"] = "1";
  EXPECT_FALSE(Read({})->styled);
}

TEST_F(SettingsTest, ThePrincipalIsTheUser) { EXPECT_EQ(Read({})->principal, "marie"); }

TEST(Addresses, AreOneOrOneAService) {
  const std::string expenses = "cofi.budgets.v1.ExpenseService.CreateExpense";
  EXPECT_EQ(AddressOf(expenses, "127.0.0.1:7420"), "127.0.0.1:7420");
  EXPECT_EQ(AddressOf(expenses, "unix:/run/a=b,c.sock"), "unix:/run/a=b,c.sock");
  const std::string apart = "projects=127.0.0.1:1,budgets=unix:/b.sock";
  EXPECT_EQ(AddressOf(expenses, apart), "unix:/b.sock");
  EXPECT_EQ(AddressOf("cofi.projects.v1.GetProjectRequest", apart), "127.0.0.1:1");
  EXPECT_EQ(AddressOf("cofi.reporting.v1.GetPipelineRequest", apart), "127.0.0.1:1");
}

}  // namespace
}  // namespace cofi::cli
