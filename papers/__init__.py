"""What leaves on paper: certificates, attendance sheets and reports, as PDF that everybody can read (PDF/UA)."""
