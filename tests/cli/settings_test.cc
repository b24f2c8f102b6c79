#include "clients/cli/typed/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "absl/strings/str_format.h"
#include "clients/cli/sent/session.h"
#include "tests/folder.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    std::filesystem::create_directory(folder_.path() + "/cofi");
    folder_.Write("cofi/profiles.yaml",
                  "prod: {server: 'unix:/prod.sock', lang: fr, timeout: 1m}\n");
    variables_["XDG_CONFIG_HOME"] = folder_.path();
    around_.variable = [this](const std::string& name) { return variables_[name]; };
    around_.user = "marie";
  }

  absl::StatusOr<Settings> Read(const std::vector<std::string>& args,
                                Waits waits = Waits::kForAnAnswer) {
    const auto arguments = ReadArguments({}, args, Language::kEnglish);
    if (!arguments.ok()) return arguments.status();
    return ReadSettings(*arguments, around_, LanguageOf(args, around_), waits);
  }

  const Folder folder_;
  std::map<std::string, std::string> variables_;
  Surroundings around_;
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

TEST_F(SettingsTest, ValuesOutsideTheChoiceAreMistakes) {
  EXPECT_EQ(Read({"-o", "yml"}).status().message(),
            "--format is \"yml\"; accepted: table, json, csv");
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
  EXPECT_EQ(Read({"--profile", "prod"}).status().message(), file + " cannot be read");
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
  around_.terminal = true;
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
  EXPECT_EQ(AddressOf("grpc.reflection.v1alpha.ServerReflection", apart), "127.0.0.1:1");
}

}  // namespace
}  // namespace cofi::cli
