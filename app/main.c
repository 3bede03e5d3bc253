/* SPDX-License-Identifier: MIT */
/* Finds the command and hands over to it. */
#include "command.h"
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const LabCommand COMMANDS[] = {
  { "compare", "train an experiment: one line an epoch and run, then the reports",
    lab_compare_command },
  { "losses", "all losses; with a LOSS its text, parameters and notes", lab_losses_command },
  { "eval-loss", "value and gradient of a loss for logits given as JSON on standard input",
    lab_eval_loss_command },
  { "export", "write an experiment as a PyTorch script that prints the same losses",
    lab_export_command },
  { "runs", "the runs that are kept: list, show, resume, export or delete them", lab_runs_command },
  { "bench", "measure training against the bare matrix products, as ratios", lab_bench_command },
};

static void
print_help (FILE *stream)
{
  fputs ("Losslab shows what a loss function does: it trains the same network with two losses,\n"
         "from the same weights and on the same batches, and compares them.\n\n"
         "Usage: losslab [FILE.losslab]        the window\n"
         "       losslab COMMAND [OPTIONS]\n\nCommands:\n",
         stream);
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    fprintf (stream, "  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
  fputs ("\n  --help     this text; ‘losslab COMMAND --help’ lists a command's options\n"
         "  --version  the program's version\n",
         stream);
}

/* OpenBLAS starts a pool of threads as it is loaded, and they burn processor time that training
 * needs. It reads its environment only then, so the program starts itself once more with the right
 * one. */
static void
keep_openblas_to_one_thread (char **argv)
{
  const char *threads = g_getenv ("OPENBLAS_NUM_THREADS");

  if (g_strcmp0 (threads, "1") == 0)
    return;
  g_setenv ("OPENBLAS_NUM_THREADS", "1", TRUE);
  execv ("/proc/self/exe", argv);
}

int
main (int argc, char **argv)
{
  keep_openblas_to_one_thread (argv);
  /* Large blocks go back to the system when they are freed. Left to itself the allocator keeps them
   * for later, and a window in which one trains again and again holds the weights of all trainings.
   */
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
  /* Letters and words follow the locale; numbers never do. */
  setlocale (LC_CTYPE, "");
  setlocale (LC_MESSAGES, "");
  bindtextdomain (LAB_DOMAIN, LAB_LOCALEDIR);
  bind_textdomain_codeset (LAB_DOMAIN, "UTF-8");
  textdomain (LAB_DOMAIN);

  if (argc < 2 || g_str_has_suffix (argv[1], ".losslab"))
    return lab_application_command (argc, argv);
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
      || g_str_equal (argv[1], "help"))
    {
      print_help (stdout);
      return lab_command_flush ("help", LAB_EXIT_DONE);
    }
  if (g_str_equal (argv[1], "--version"))
    {
      puts ("losslab " LAB_VERSION);
      return lab_command_flush ("version", LAB_EXIT_DONE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (g_str_equal (argv[1], COMMANDS[i].name))
      return COMMANDS[i].run (argc - 1, argv + 1);
  g_printerr ("losslab: ‘%s’ is no command: see losslab --help\n", argv[1]);
  return LAB_EXIT_REFUSED;
}
