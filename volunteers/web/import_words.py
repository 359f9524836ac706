"""What a member list's faults are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Of the file as a whole.
WORDS = {
    "file_too_large": _("Filen är större än 5 MB. Dela den i flera."),
    "empty": _("Listan är tom."),
    "old_excel": _("Det är en gammal Excel-fil (.xls). Spara den som .xlsx eller .csv och läs in den igen."),
    "is_html": _("Filen är en webbsida, fast den heter något annat. Öppna den i Excel och spara som .xlsx."),
    "unreadable": _("Filen gick inte att läsa. Spara listan som .xlsx eller .csv och försök igen."),
    "unpacks_too_large": _("Filen blir orimligt stor när den packas upp, så vi läser den inte."),
    "took_too_long": _("Filen tog för lång tid att läsa. Spara listan som .csv och försök igen."),
    "too_many_rows": _("Listan har fler än 10 000 rader. Dela den i flera."),
    "too_many_columns": _("Listan har fler än 50 kolumner. Behåll namn, e-post, mobil och roll."),
    "cell_too_long": _("En ruta i listan har mer än 500 tecken. Så långa uppgifter hör inte hemma här."),
    "no_heading": _("Första raden behöver rubriker: Namn och E-post, och om ni vill Mobil och Roll."),
    "personal_numbers": _(
        "Listan innehåller personnummer. Vi tar inte emot dem: de behövs inte för att vara med, och skulle skada om de "
        "kom bort. Ta bort dem och läs in listan igen. Inget är sparat."
    ),
}
# Of one row.
FAULTS = {
    "name_missing": _("Namn saknas"),
    "name_too_long": _("Namnet är längre än 80 tecken"),
    "bad_email": _("E-postadressen är inte fullständig"),
    "bad_phone": _("Telefonnumret går inte att ringa"),
    "unknown_role": _("Rollen känns inte igen"),
    "twice": _("Samma adress och roll står redan tidigare i listan"),
    "role_not_here": _("Rollen finns inte i den här organisationen, eller så får du inte ge den"),
    "role_needs_email": _("Den rollen behöver en e-postadress"),
    "suspended": _("Personen är avstängd"),
    "address_refused": _("Adressen går inte att lägga till"),
}
