/* SPDX-License-Identifier: MIT */
#include "command.h"
int
lab_bench_command (int argc, char **argv)
{
  return 0;
}
