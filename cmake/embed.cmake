# Files inside the binary, so that it needs nothing beside it.
#
#   cofi_embed(TARGET budgets SYMBOL BudgetsForms FILES a.txt b.txt)
#   cofi_embed_migrations(TARGET budgets FOLDER migrations)
#
# The first makes the header "embedded/budgets_forms.h" with
#
#   std::span<const cofi::embedded::File> cofi::embedded::BudgetsForms();
#
# in the order given; File is {name, text}, see cmake/embedded_file.h. The second
# is the same for every *.sql of a folder, sorted by name: BudgetsMigrations().

configure_file(${CMAKE_CURRENT_LIST_DIR}/embedded_file.h
  ${CMAKE_BINARY_DIR}/gen/embedded/file.h COPYONLY)

function(cofi_embed)
  cmake_parse_arguments(arg "" "TARGET;SYMBOL" "FILES" ${ARGN})
  set(target ${arg_TARGET})
  if(TARGET cofi_${target})
    set(target cofi_${target})
  endif()
  string(REGEX REPLACE "([a-z0-9])([A-Z])" "\\1_\\2" base ${arg_SYMBOL})
  string(TOLOWER ${base} base)

  set(declarations)
  set(rows)
  set(number 0)
  foreach(file IN LISTS arg_FILES)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND paths ${file})
    cmake_path(GET file FILENAME name)
    set(symbol cofi_embedded_${base}_${number})
    # Bytes through the assembler: a large file as a C++ array compiles slowly.
    string(APPEND declarations
      "asm(\".section .rodata\\n${symbol}_begin: .incbin \\\"${file}\\\"\\n${symbol}_end:\\n"
      ".globl ${symbol}_begin, ${symbol}_end\\n.byte 0\\n.text\");\n"
      "extern \"C\" const char ${symbol}_begin[], ${symbol}_end[];\n")
    string(APPEND rows
      "      {\"${name}\", {${symbol}_begin, std::size_t(${symbol}_end - ${symbol}_begin)}},\n")
    math(EXPR number "${number} + 1")
  endforeach()

  set(folder ${CMAKE_BINARY_DIR}/gen/embedded)
  file(CONFIGURE OUTPUT ${folder}/${base}.h @ONLY CONTENT
"#pragma once
#include <span>
#include \"embedded/file.h\"
namespace cofi::embedded {
std::span<const File> @arg_SYMBOL@();
}
")
  file(CONFIGURE OUTPUT ${folder}/${base}.cc @ONLY CONTENT
"#include \"embedded/@base@.h\"
#include <array>
@declarations@
namespace cofi::embedded {
std::span<const File> @arg_SYMBOL@() {
  static const std::array<File, @number@> files = {{
@rows@  }};
  return files;
}
}
")
  target_sources(${target} PRIVATE ${folder}/${base}.cc)
  set_source_files_properties(${folder}/${base}.cc PROPERTIES
    OBJECT_DEPENDS "${paths}" SKIP_PRECOMPILE_HEADERS ON)
endfunction()

function(cofi_embed_migrations)
  cmake_parse_arguments(arg "" "TARGET;FOLDER" "" ${ARGN})
  # The one place with a GLOB: the numbers in the names are the list.
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}/*.sql)
  string(SUBSTRING ${arg_TARGET} 0 1 initial)
  string(TOUPPER ${initial} initial)
  string(SUBSTRING ${arg_TARGET} 1 -1 rest)
  cofi_embed(TARGET ${arg_TARGET} SYMBOL ${initial}${rest}Migrations FILES ${files})
endfunction()
