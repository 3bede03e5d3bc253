/* SPDX-License-Identifier: MIT */
#include "loss-text.h"

#include "formula/lex.h"
#include "formula/operator.h"
#include "formula/tree.h"
#include "loss-completion.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* What is told apart by colour. */
typedef enum
{
  PLAIN,
  COMMENT,
  NUMBER,
  KEYWORD,
  PARAMETER,
  BUILT_IN,
  N_LOOKS,
} Look;

static const struct
{
  const char *light;
  const char *dark;
  gboolean bold;
} LOOKS[N_LOOKS] = {
  [COMMENT] = { "#5e5c64", "#c0bfbc", FALSE },  [NUMBER] = { "#813d9c", "#dc8add", FALSE },
  [KEYWORD] = { "#9c3a00", "#ffbe6f", TRUE },   [PARAMETER] = { "#1b6e43", "#8ff0a4", FALSE },
  [BUILT_IN] = { "#1a5fb4", "#99c1f1", FALSE },
};

struct _LabLossText
{
  GtkBox parent_instance;
  GtkWidget *view;
  GtkTextBuffer *buffer;
  GtkTextTag *tags[N_LOOKS];
  GtkTextTag *wrong;
};

G_DEFINE_FINAL_TYPE (LabLossText, lab_loss_text, GTK_TYPE_BOX)

static guint changed_signal;

char *
lab_loss_text_dup (LabLossText *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/* ---- colours ---- */

/* Names that a line declares as numbers: NAME = NUMBER in ..., or learned. */
static GHashTable *
find_parameters (const char *text, const GArray *tokens)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i + 3 < tokens->len; i++)
    {
      const LabToken *at = &g_array_index (tokens, LabToken, i);
      const guint minus = lab_token_is (at + 2, text, "-") ? 1 : 0;

      if (i + 3 + minus < tokens->len && at->kind == LAB_TOKEN_NAME
          && lab_token_is (at + 1, text, "=") && at[2 + minus].kind == LAB_TOKEN_NUMBER
          && at[3 + minus].kind == LAB_TOKEN_WORD)
        g_hash_table_add (names, g_strndup (text + at->span.start, at->span.length));
    }
  return names;
}

static Look
look_of_name (const char *name, gboolean called, GHashTable *parameters)
{
  static const char *const LINES[] = { "loss", "weights", "prediction", NULL };

  if (g_strv_contains (LINES, name) || (!called && g_str_equal (name, "log")))
    return KEYWORD;
  if (g_hash_table_contains (parameters, name))
    return PARAMETER;
  if (lab_input_find (name) < LAB_N_INPUTS
      || lab_operator_find (name, strlen (name), FALSE) < LAB_N_OPS)
    return BUILT_IN;
  return PLAIN;
}

static Look
look_of (const char *text, const LabToken *token, GHashTable *parameters)
{
  g_autofree char *name = NULL;

  switch (token->kind)
    {
    case LAB_TOKEN_COMMENT:
      return COMMENT;
    case LAB_TOKEN_NUMBER:
      return NUMBER;
    case LAB_TOKEN_WORD:
      return KEYWORD;
    case LAB_TOKEN_NAME:
      name = g_strndup (text + token->span.start, token->span.length);
      return look_of_name (name, lab_token_is (token + 1, text, "("), parameters);
    default:
      return PLAIN;
    }
}

static void
apply (LabLossText *self, const char *text, LabSpan span, GtkTextTag *tag)
{
  GtkTextIter start, end;
  const glong from = g_utf8_pointer_to_offset (text, text + span.start);

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) from);
  end = start;
  gtk_text_iter_forward_chars (
      &end, (int) g_utf8_pointer_to_offset (text + span.start, text + span.start + span.length));
  gtk_text_buffer_apply_tag (self->buffer, tag, &start, &end);
}

static void
color (LabLossText *self)
{
  g_autofree char *text = lab_loss_text_dup (self);
  g_autoptr (GArray) tokens = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  for (guint i = COMMENT; i < N_LOOKS; i++)
    gtk_text_buffer_remove_tag (self->buffer, self->tags[i], &start, &end);
  if (strlen (text) > LAB_FORMULA_MAX_LENGTH)
    return;
  tokens = lab_lex (text);
  parameters = find_parameters (text, tokens);
  for (guint i = 0; i < tokens->len; i++)
    {
      const LabToken *token = &g_array_index (tokens, LabToken, i);
      const Look look = look_of (text, token, parameters);

      if (look != PLAIN)
        apply (self, text, token->span, self->tags[look]);
    }
}

static void
set_theme (LabLossText *self)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GtkSourceStyleScheme *scheme
      = gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (self->buffer), scheme);
  for (guint i = COMMENT; i < N_LOOKS; i++)
    g_object_set (self->tags[i], "foreground", dark ? LOOKS[i].dark : LOOKS[i].light, NULL);
}

void
lab_loss_text_mark (LabLossText *self, const LabProblems *problems)
{
  GtkTextIter start, end;
  glong length;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->wrong, &start, &end);
  for (guint i = 0; problems != NULL && i < problems->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (problems, i);
      LabSpan span = problem->span;

      length = (glong) strlen (problems->text);
      if (problem->warning || length == 0)
        continue;
      /* At the end there is nothing to underline: what stands before it is. */
      if (span.start >= length)
        span
            = (LabSpan){ (guint) (g_utf8_prev_char (problems->text + length) - problems->text), 1 };
      span.length = CLAMP (span.length, 1u, (guint) length - span.start);
      apply (self, problems->text, span, self->wrong);
    }
}

/* ---- the text ---- */

static void
on_changed (LabLossText *self)
{
  color (self);
  g_signal_emit (self, changed_signal, 0);
}

void
lab_loss_text_set (LabLossText *self, const char *text)
{
  g_autofree char *is = lab_loss_text_dup (self);
  const char *start = is, *end = is + strlen (is);
  const char *with = text, *with_end = text + strlen (text);
  GtkTextIter from, to;

  if (g_str_equal (is, text))
    return;
  while (*start != '\0' && g_utf8_get_char (start) == g_utf8_get_char (with))
    {
      start = g_utf8_next_char (start);
      with = g_utf8_next_char (with);
    }
  while (end > start && with_end > with
         && g_utf8_get_char (g_utf8_prev_char (end))
                == g_utf8_get_char (g_utf8_prev_char (with_end)))
    {
      end = g_utf8_prev_char (end);
      with_end = g_utf8_prev_char (with_end);
    }
  gtk_text_buffer_get_iter_at_offset (self->buffer, &from,
                                      (int) g_utf8_pointer_to_offset (is, start));
  gtk_text_buffer_get_iter_at_offset (self->buffer, &to, (int) g_utf8_pointer_to_offset (is, end));
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &from, &to);
  gtk_text_buffer_insert (self->buffer, &from, with, (int) (with_end - with));
  gtk_text_buffer_end_user_action (self->buffer);
}

void
lab_loss_text_start (LabLossText *self, const char *text)
{
  GtkTextIter end;

  gtk_text_buffer_set_text (self->buffer, text, -1);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
}

static gboolean
lab_loss_text_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LAB_LOSS_TEXT (widget)->view);
}

static void
lab_loss_text_class_init (LabLossTextClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = lab_loss_text_grab_focus;
  changed_signal = g_signal_new ("changed", LAB_TYPE_LOSS_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
make_tags (LabLossText *self)
{
  for (guint i = COMMENT; i < N_LOOKS; i++)
    self->tags[i]
        = gtk_text_buffer_create_tag (self->buffer, NULL, "weight",
                                      LOOKS[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
                                      NULL);
  self->wrong = gtk_text_buffer_create_tag (self->buffer, "wrong", "underline",
                                            PANGO_UNDERLINE_ERROR, "underline-rgba",
                                            &(GdkRGBA){ 0.88f, 0.11f, 0.14f, 1.0f }, NULL);
}

static void
lab_loss_text_init (LabLossText *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkTextView *view;
  g_autoptr (GtkSourceCompletionProvider) provider = lab_loss_completion_new ();
  GtkSourceCompletion *completion;

  self->view = gtk_source_view_new ();
  view = GTK_TEXT_VIEW (self->view);
  self->buffer = gtk_text_view_get_buffer (view);
  gtk_source_buffer_set_highlight_matching_brackets (GTK_SOURCE_BUFFER (self->buffer), FALSE);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (self->view), TRUE);
  gtk_source_view_set_highlight_current_line (GTK_SOURCE_VIEW (self->view), TRUE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_top_margin (view, 9);
  gtk_text_view_set_bottom_margin (view, 9);
  gtk_text_view_set_right_margin (view, 12);
  completion = gtk_source_view_get_completion (GTK_SOURCE_VIEW (self->view));
  /* Return is a new line as long as nobody has chosen a name. */
  g_object_set (completion, "select-on-show", FALSE, "show-icons", FALSE, NULL);
  gtk_source_completion_add_provider (completion, provider);
  make_tags (self);
  set_theme (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (set_theme),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 168);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "loss-text");
  gtk_box_append (GTK_BOX (self), scrolled);
}

GtkWidget *
lab_loss_text_new (const char *name)
{
  LabLossText *self = g_object_new (LAB_TYPE_LOSS_TEXT, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return GTK_WIDGET (self);
}
