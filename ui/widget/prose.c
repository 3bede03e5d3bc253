/* SPDX-License-Identifier: MIT */
/*
 * Line by line: a line belongs to the block that is open, or closes it and opens another. A closed
 * block is a widget.
 */
#include "prose.h"

#include <string.h>

#define MATCH_COLOR   0xf9f9, 0xf0f0, 0x6b6b
#define PRESENT_COLOR 0xffff, 0xa3a3, 0x4848

typedef struct
{
  GtkLabel *label;
  guint start; /* bytes of its text */
  guint end;
} Match;

struct _LabProse
{
  AdwBin parent_instance;
  GtkBox *box;
  GPtrArray *labels;   /* all, in the order of the page */
  GPtrArray *headings; /* the second level's */
  GArray *matches;     /* of Match */
};

G_DEFINE_FINAL_TYPE (LabProse, lab_prose, ADW_TYPE_BIN)

/* ---- text ---- */

static char *
markup_of (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "`", -1);
  GString *markup = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (parts[i], -1);

      if (i % 2 == 1)
        g_string_append_printf (markup, "<span face='monospace' size='92%%'>%s</span>", escaped);
      else
        g_string_append (markup, escaped);
    }
  return g_string_free (markup, FALSE);
}

static GtkLabel *
take_label (LabProse *self, GtkLabel *label, const char *text)
{
  g_autofree char *markup = markup_of (text);

  gtk_label_set_markup (label, markup);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_xalign (label, 0.0f);
  gtk_widget_set_valign (GTK_WIDGET (label), GTK_ALIGN_START);
  g_ptr_array_add (self->labels, label);
  return label;
}

static GtkLabel *
make_label (LabProse *self, const char *text)
{
  return take_label (self, GTK_LABEL (gtk_label_new (NULL)), text);
}

static void
append (LabProse *self, gpointer widget)
{
  gtk_box_append (self->box, GTK_WIDGET (widget));
}

/* ---- blocks ---- */

static void
add_heading (LabProse *self, const char *text, guint level)
{
  static const char *const CLASSES[] = { "title-1", "title-2", "heading" };
  GtkLabel *label
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  take_label (self, label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) level, -1);
  gtk_widget_add_css_class (GTK_WIDGET (label), CLASSES[level - 1]);
  gtk_widget_set_margin_top (GTK_WIDGET (label), level == 1 ? 0 : level == 2 ? 24 : 12);
  if (level == 2)
    g_ptr_array_add (self->headings, label);
  append (self, label);
}

static void
add_item (LabProse *self, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *dot = gtk_label_new ("•");
  GtkLabel *label = make_label (self, text);

  gtk_widget_set_valign (dot, GTK_ALIGN_START);
  gtk_widget_add_css_class (dot, "dim-label");
  gtk_widget_set_margin_start (dot, 6);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_box_append (GTK_BOX (row), dot);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (label));
  append (self, row);
}

static void
add_fenced (LabProse *self, const char *text)
{
  GtkLabel *label = make_label (self, "");

  gtk_label_set_text (label, text);
  gtk_label_set_selectable (label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (label), "card");
  gtk_widget_add_css_class (GTK_WIDGET (label), "monospace");
  gtk_widget_add_css_class (GTK_WIDGET (label), "fenced");
  append (self, label);
}

static void
add_cell (LabProse *self, GtkGrid *grid, const char *text, int column, int row)
{
  const int widest = 34;
  GtkLabel *label = make_label (self, text);

  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  if (column == 0)
    {
      gtk_label_set_wrap (label, g_utf8_strlen (text, -1) > widest);
      gtk_label_set_width_chars (label, MIN ((int) g_utf8_strlen (text, -1), widest) - 2);
      gtk_label_set_max_width_chars (label, widest);
    }
  gtk_widget_set_valign (GTK_WIDGET (label), GTK_ALIGN_FILL);
  gtk_label_set_yalign (label, 0.0f);
  gtk_widget_set_hexpand (GTK_WIDGET (label), column > 0);
  if (row == 0)
    gtk_widget_add_css_class (GTK_WIDGET (label), "head");
  gtk_grid_attach (grid, GTK_WIDGET (label), column, row, 1, 1);
}

/* @lines: what is between the outer bars; the second one is the rule under the head. */
static void
add_table (LabProse *self, const GPtrArray *lines)
{
  GtkWidget *grid = gtk_grid_new ();
  int row = 0;

  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "prose-table");
  for (guint i = 0; i < lines->len; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_ptr_array_index (lines, i), " | ", -1);

      if (i == 1)
        continue;
      for (int column = 0; cells[column] != NULL; column++)
        add_cell (self, GTK_GRID (grid), g_strstrip (cells[column]), column, row);
      row++;
    }
  append (self, grid);
}

/* ---- lines ---- */

typedef enum
{
  NOTHING,
  PARAGRAPH,
  ITEM,
  FENCED,
  TABLE,
} Kind;

typedef struct
{
  LabProse *prose;
  Kind kind;
  GString *text;
  GPtrArray *rows; /* of a table */
} Reader;

static void
close_block (Reader *self)
{
  if (self->kind == PARAGRAPH)
    append (self->prose, make_label (self->prose, self->text->str));
  else if (self->kind == ITEM)
    add_item (self->prose, self->text->str);
  else if (self->kind == FENCED)
    add_fenced (self->prose, self->text->str);
  else if (self->kind == TABLE)
    add_table (self->prose, self->rows);
  self->kind = NOTHING;
  g_string_truncate (self->text, 0);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_line (Reader *self, const char *line, const char *between)
{
  g_string_append_printf (self->text, "%s%s", self->text->len > 0 ? between : "", line);
}

static void
read_line (Reader *self, char *line)
{
  const guint level = (guint) strspn (line, "#");

  if (g_str_has_prefix (line, "```"))
    {
      const gboolean opens = self->kind != FENCED;

      close_block (self);
      self->kind = opens ? FENCED : NOTHING;
    }
  else if (self->kind == FENCED)
    add_line (self, line, "\n");
  else if (*line == '\0')
    close_block (self);
  else if (level > 0 && level <= 3 && line[level] == ' ')
    {
      close_block (self);
      add_heading (self->prose, line + level + 1, level);
    }
  else if (g_str_has_prefix (line, "| "))
    {
      if (self->kind != TABLE)
        close_block (self);
      self->kind = TABLE;
      line[strlen (line) - 1] = '\0';
      g_ptr_array_add (self->rows, g_strdup (line + 2));
    }
  else if (g_str_has_prefix (line, "- "))
    {
      close_block (self);
      self->kind = ITEM;
      add_line (self, line + 2, "");
    }
  else
    {
      if (self->kind == NOTHING)
        self->kind = PARAGRAPH;
      add_line (self, line + strspn (line, " "), " ");
    }
}

/* ---- searching ---- */

/* The present one on top of the others. */
static void
mark (GArray *matches, GtkLabel *label, guint present)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (guint i = 0; i < matches->len; i++)
    {
      const Match *match = &g_array_index (matches, Match, i);
      PangoAttribute *marks[2];

      if (match->label != label)
        continue;
      marks[0] = i == present ? pango_attr_background_new (PRESENT_COLOR)
                              : pango_attr_background_new (MATCH_COLOR);
      marks[1] = pango_attr_foreground_new (0, 0, 0);
      for (guint m = 0; m < G_N_ELEMENTS (marks); m++)
        {
          marks[m]->start_index = match->start;
          marks[m]->end_index = match->end;
          pango_attr_list_insert (attributes, marks[m]);
        }
    }
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

static void
find_in (LabProse *self, GtkLabel *label, const char *words)
{
  const char *text = gtk_label_get_text (label);
  const gsize n = strlen (words);

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_strncasecmp (at, words, n) == 0)
      {
        const Match match = { label, (guint) (at - text), (guint) (at - text + n) };

        g_array_append_val (self->matches, match);
        at += n - 1;
      }
}

guint
lab_prose_find (LabProse *self, const char *words)
{
  for (guint i = 0; i < self->matches->len; i++)
    gtk_label_set_attributes (g_array_index (self->matches, Match, i).label, NULL);
  g_array_set_size (self->matches, 0);
  for (guint i = 0; *words != '\0' && i < self->labels->len; i++)
    find_in (self, g_ptr_array_index (self->labels, i), words);
  for (guint i = 0; i < self->matches->len; i++)
    mark (self->matches, g_array_index (self->matches, Match, i).label, G_MAXUINT);
  return self->matches->len;
}

GtkWidget *
lab_prose_show_match (LabProse *self, guint i)
{
  for (guint j = 0; j < self->matches->len; j++)
    mark (self->matches, g_array_index (self->matches, Match, j).label, i);
  return GTK_WIDGET (g_array_index (self->matches, Match, i).label);
}

/* ---- life ---- */

const GPtrArray *
lab_prose_get_headings (LabProse *self)
{
  return self->headings;
}

static void
lab_prose_finalize (GObject *object)
{
  LabProse *self = LAB_PROSE (object);

  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->headings);
  g_array_unref (self->matches);
  G_OBJECT_CLASS (lab_prose_parent_class)->finalize (object);
}

static void
lab_prose_class_init (LabProseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_prose_finalize;
}

static void
lab_prose_init (LabProse *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->labels = g_ptr_array_new ();
  self->headings = g_ptr_array_new ();
  self->matches = g_array_new (FALSE, FALSE, sizeof (Match));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

GtkWidget *
lab_prose_new (const char *markdown)
{
  LabProse *self = g_object_new (LAB_TYPE_PROSE, NULL);
  g_auto (GStrv) lines = g_strsplit (markdown, "\n", -1);
  Reader reader = { self, NOTHING, g_string_new (NULL), g_ptr_array_new_with_free_func (g_free) };

  for (guint i = 0; lines[i] != NULL; i++)
    read_line (&reader, lines[i]);
  close_block (&reader);
  g_string_free (reader.text, TRUE);
  g_ptr_array_unref (reader.rows);
  return GTK_WIDGET (self);
}
